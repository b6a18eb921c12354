"""O que a preparação entrega: peso da primeira visita, nada de fora e nada que a CSP recuse."""

import gzip
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

RAIZ = Path(settings.BASE_DIR)
COMPILADO = RAIZ / "static" / "compilado"
TEXTOS = sorted(f for f in COMPILADO.rglob("*") if f.suffix in {".css", ".js"})
LIMITE = 75 * 1024
LIMITE_COM_MAPA = 150 * 1024
CONTORNOS = 25 * 1024
"""O mais que as divisas dos distritos pesam (tests/roteamento/test_desenhar_contornos.py)."""
MODULOS = ["tema.js", "portal.js"]
MAPA = ["mapa.js", "desenhar_mapa.js", "leaflet/leaflet.js", "leaflet/leaflet.css"]


def comprimido(dados: bytes) -> int:
    return len(gzip.compress(dados))


def peso_da_primeira_visita() -> int:
    """CSS, JavaScript, a letra (já comprimida) e o HTML de uma página com rodapé e menu."""
    cidade = SimpleNamespace(prefeitura="Prefeitura", telefone_central="156", horario_central="24 horas")
    html = render_to_string("base.html", {"cidade": cidade}).encode()
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert htmx
    textos = [html, Path(htmx).read_bytes()]
    textos += [(COMPILADO / nome).read_bytes() for nome in ["portal.css", "formularios.css", *MODULOS]]
    fontes = sum(f.stat().st_size for f in (COMPILADO / "fontes").glob("atkinson*"))
    return fontes + sum(comprimido(texto) for texto in textos)


def test_primeira_visita_cabe_em_rede_ruim() -> None:
    peso = peso_da_primeira_visita()
    assert peso <= LIMITE, f"{peso} bytes"
    mapa = sum(comprimido((COMPILADO / nome).read_bytes()) for nome in MAPA)
    assert peso + mapa + CONTORNOS <= LIMITE_COM_MAPA, f"{peso + mapa + CONTORNOS} bytes"


def test_toda_peca_da_base_que_um_modelo_usa_comeca() -> None:
    """As outras ficam fora do módulo (`frontend/js/portal/pecas.js`)."""
    usadas = {
        peca
        for modelo in (RAIZ / "templates").rglob("*.html")
        for peca in re.findall(r'data-module="govuk-([a-z-]+)"', modelo.read_text(encoding="utf-8"))
    }
    fonte = (RAIZ / "frontend" / "js" / "portal" / "pecas.js").read_text(encoding="utf-8")
    (lista,) = re.findall(r"const PECAS = \[(.+)\]", fonte)
    assert {peca.title().replace("-", "") for peca in usadas} == set(lista.split(", "))


def test_o_modulo_da_conversa_pesa_pouco_mais_que_a_pagina() -> None:
    assert comprimido((COMPILADO / "conversa_municipe.js").read_bytes()) <= 10 * 1024


def test_ha_o_que_conferir() -> None:
    assert {"portal.css", "servidor.css", "caixa.js", "fotos.js", "mapa.js"} <= {f.name for f in TEXTOS}


@pytest.mark.parametrize("arquivo", TEXTOS, ids=lambda f: f.name)
def test_nada_de_fora_nem_mapa_de_origem(arquivo: Path) -> None:
    """Nenhum arquivo aponta a outro servidor, a mapa de origem ou à marca de onde veio a base."""
    texto = arquivo.read_text(encoding="utf-8")
    assert "sourceMappingURL" not in texto
    assert "GDS Transport" not in texto
    assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", texto)


def test_imagens_citadas_existem() -> None:
    for arquivo in TEXTOS:
        if arquivo.suffix == ".css":
            for caminho in re.findall(
                r"url\(['\"]?(?!data:|#)([^'\")]+)", arquivo.read_text(encoding="utf-8")
            ):
                assert (arquivo.parent / caminho).exists(), f"{arquivo.name}: {caminho}"


def luminosidade(cor: str) -> float:
    canais = [int(cor[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineares = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canais]
    return 0.2126 * lineares[0] + 0.7152 * lineares[1] + 0.0722 * lineares[2]


def contraste(uma: str, outra: str) -> float:
    claro, escuro = sorted((luminosidade(uma), luminosidade(outra)), reverse=True)
    return (claro + 0.05) / (escuro + 0.05)


@pytest.mark.parametrize("fundo", ["body-background", "template-background", "surface-background"])
@pytest.mark.parametrize(
    "cor", ["text", "secondary-text", "link", "link-visited", "error", "success", "brand"]
)
@pytest.mark.parametrize("tema", ["claro", "contraste"])
def test_contraste_de_leitura(tema: str, cor: str, fundo: str) -> None:
    """4,5 no tema claro e 7 no alto contraste, para texto sobre qualquer fundo."""
    css = (COMPILADO / "portal.css").read_text(encoding="utf-8")
    bloco = css[css.index("html.contraste{") :] if tema == "contraste" else css
    # Ao contrário, para valer a primeira vez que cada cor aparece no bloco.
    cores = dict(re.findall(r"--govuk-([a-z-]+)-colour:\s*(#[0-9a-f]{3,6})\b", bloco)[::-1])
    valores = [c if len(c) == 7 else "#" + "".join(2 * d for d in c[1:]) for c in (cores[cor], cores[fundo])]
    assert contraste(*valores) >= (7 if tema == "contraste" else 4.5)
