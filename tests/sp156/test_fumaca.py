"""O servidor de produção de verdade: granian, nomes com resumo, cabeçalhos, peso e revalidação."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urljoin

import brotli
import pytest

from tests.hostil.test_soquete import DE_DIA, bater
from tests.instalacao import Instalacao, instalar

pytestmark = [pytest.mark.processo, pytest.mark.timeout(240)]

UM_MEGA = 1024 * 1024
PAGINAS = {
    "capa": "/",
    "guia": "/servicos/tapa-buraco/",
    "busca": "/servicos/?q=buraco+na+rua",
    "entrar": "/conta/login/",
    "acompanhar": "/acompanhar/",
    "pedir": "/solicitar/tapa-buraco/",
    "administração": "/admin/",
}
MEXER = """
from django.test import Client
from avisos.models import Cidade
from contas.models import Usuario
cidade = Cidade.atual()
cidade.telefone_central = "1746"
cidade.save()
cliente = Client()
cliente.force_login(Usuario.objects.create_superuser(nome="Ana", email="ana@exemplo.invalid"))
print(cliente.cookies["sessionid"].value)
"""
LIMITE = 75 * 1024
LIMITE_DA_VIRADA = 15 * 1024
"""De uma página a outra só vem o HTML."""
LIMITE_SEM_LEAFLET, LIMITE_COM_MAPA = 90 * 1024, 150 * 1024
LEAFLET = re.compile(r"/leaflet[./]")
OUTRAS_LINGUAS = "fontes/outras-linguas"
DE_QUEM_TEM_O_APLICATIVO = "/com_trabalhador."
"""Só se pede onde o trabalhador está, ou se instala."""
COM_RESUMO = re.compile(r"\.[0-9a-f]{12}\.\w+$")
DO_GUIA = ["/", "/servicos/", "/servicos/tapa-buraco/", "/servicos/tema/rua-e-bairro/"]


@dataclass(frozen=True)
class Resposta:
    """O que chegou pela rede: `tamanho` é o do corpo comprimido."""

    situacao: int
    cabecalhos: HTTPMessage
    corpo: bytes
    tamanho: int

    @property
    def texto(self) -> str:
        return self.corpo.decode()


@pytest.fixture(scope="module")
def no_ar() -> Iterator[Instalacao]:
    with instalar() as feita:
        feita.subir("web")
        yield feita


@dataclass(frozen=True)
class Mexida:
    """A marca da capa antes de a cidade mudar de telefone, e a sessão de quem administra."""

    marca: str
    cookie: str


@pytest.fixture(scope="module")
def mexida(no_ar: Instalacao) -> Mexida:
    marca = pedir(no_ar, DO_GUIA[0]).cabecalhos["ETag"]
    return Mexida(str(marca), f"sessionid={no_ar.python(MEXER).strip()}")


def pedir(no_ar: Instalacao, caminho: str, **cabecalhos: str) -> Resposta:
    enviados = {"Accept-Encoding": "br, gzip", **{n.replace("_", "-"): v for n, v in cabecalhos.items()}}
    with contextlib.closing(HTTPConnection("127.0.0.1", no_ar.porta, timeout=15)) as conexao:
        conexao.request("GET", caminho, headers=enviados)
        resposta = conexao.getresponse()
        bruto = resposta.read()
    abrir = {"br": brotli.decompress, "gzip": gzip.decompress}
    corpo = abrir.get(resposta.headers["Content-Encoding"], bytes)(bruto)
    return Resposta(resposta.status, resposta.headers, corpo, len(bruto))


def estaticos_de(texto: str) -> set[str]:
    """O que vem depois de `#` é um pedaço do mesmo arquivo."""
    return set(re.findall(r'(?:src|href|content)="(/static/[^"#]+)', texto))


def citados_em(caminho: str, texto: str) -> set[str]:
    """Os módulos que um módulo importa; as imagens e fontes que um estilo pede."""
    achados = re.findall(r'(?:from|import)\s*["\'(]+(\.[^"\']+)["\']', texto)
    achados += re.findall(r'url\("?([^")]+)"?\)', texto)
    return {urljoin(caminho, achado) for achado in achados if not achado.startswith(("data:", "#"))}


def primeira_visita(no_ar: Instalacao, caminho: str) -> dict[str, int]:
    """O que se baixa na primeira vez, com o tamanho na rede; sem a letra de outras línguas."""
    pagina = pedir(no_ar, caminho)
    pesos = {caminho: pagina.tamanho}
    a_ver = estaticos_de(pagina.texto)
    while a_ver:
        estatico = a_ver.pop()
        if DE_QUEM_TEM_O_APLICATIVO in estatico and "data-trabalhador" not in pagina.texto:
            continue
        resposta = pedir(no_ar, estatico)
        assert resposta.situacao == 200, estatico
        pesos[estatico] = resposta.tamanho
        if estatico.endswith((".js", ".css")):
            a_ver |= citados_em(estatico, resposta.texto) - pesos.keys()
    return {nome: peso for nome, peso in pesos.items() if OUTRAS_LINGUAS not in nome}


@pytest.mark.parametrize("nome", PAGINAS)
def test_com_csp_e_estaticos_que_valem_para_sempre(no_ar: Instalacao, mexida: Mexida, nome: str) -> None:
    pagina = pedir(no_ar, PAGINAS[nome], **({"Cookie": mexida.cookie} if nome == "administração" else {}))
    assert pagina.situacao == 200
    politica = pagina.cabecalhos["Content-Security-Policy"]
    assert "script-src 'self'" in politica
    assert "unsafe" not in politica
    assert pagina.cabecalhos["X-Frame-Options"] == "DENY"
    assert pagina.cabecalhos["X-Content-Type-Options"] == "nosniff"
    estaticos = estaticos_de(pagina.texto)
    assert len(estaticos) >= 4
    for estatico in estaticos:
        resposta = pedir(no_ar, estatico)
        assert resposta.situacao == 200, estatico
        assert COM_RESUMO.search(estatico), estatico
        assert "immutable" in resposta.cabecalhos["Cache-Control"], estatico


@pytest.mark.parametrize("nome", ["capa", "guia", "busca", "entrar", "acompanhar"])
def test_primeira_visita_cabe_em_rede_ruim(no_ar: Instalacao, nome: str) -> None:
    """O htmx conta, ainda que só chegue quando se toca no que o usa."""
    pesos = primeira_visita(no_ar, PAGINAS[nome])
    assert any("htmx-2.min" in caminho for caminho in pesos)
    assert any(caminho.endswith(".woff2") for caminho in pesos)
    assert any(caminho.endswith(".css") for caminho in pesos)
    assert sum(pesos.values()) <= LIMITE, pesos
    assert pesos[PAGINAS[nome]] <= LIMITE_DA_VIRADA, pesos


def test_tudo_o_que_o_aplicativo_guarda_existe_e_pesa_pouco(no_ar: Instalacao) -> None:
    """Um arquivo que faltasse deixaria o aplicativo por instalar."""
    primeira = pedir(no_ar, "/trabalhador.js").texto.partition("\n")[0]
    casca = json.loads(primeira.removeprefix("self.CASCA = ").removesuffix(";"))
    manifesto = json.loads(pedir(no_ar, "/manifesto.webmanifest").texto)
    imagens = [imagem["src"] for imagem in (*manifesto["icons"], *manifesto["screenshots"])]
    for arquivo in (*casca["arquivos"], casca["icone"], *imagens):
        assert COM_RESUMO.search(arquivo), arquivo
        assert pedir(no_ar, arquivo).situacao == 200, arquivo
    levados = json.loads(pedir(no_ar, "/aplicativo/guardar.json").texto)
    assert levados["ocupa"] <= UM_MEGA, "é o que se diz a quem instala"
    for pagina in {*casca["paginas"], *levados["paginas"]}:
        resposta = pedir(no_ar, pagina)
        assert resposta.cabecalhos["Guardavel"] == casca["versao"], pagina
        assert resposta.tamanho <= LIMITE_DA_VIRADA, pagina


def test_com_o_mapa_ainda_cabe(no_ar: Instalacao) -> None:
    """A página do endereço; o Leaflet só vem quando o mapa está para se ver."""
    pesos = primeira_visita(no_ar, PAGINAS["pedir"])
    assert any(LEAFLET.search(nome) for nome in pesos)
    assert sum(pesos.values()) <= LIMITE_COM_MAPA, pesos
    assert sum(peso for nome, peso in pesos.items() if not LEAFLET.search(nome)) <= LIMITE_SEM_LEAFLET, pesos
    assert pesos[PAGINAS["pedir"]] <= LIMITE_DA_VIRADA, pesos


@pytest.mark.parametrize("caminho", DO_GUIA)
def test_pagina_do_guia_revalida_sem_baixar_de_novo(no_ar: Instalacao, caminho: str) -> None:
    marca = pedir(no_ar, caminho).cabecalhos["ETag"]
    assert marca
    de_novo = pedir(no_ar, caminho, If_None_Match=marca)
    assert (de_novo.situacao, de_novo.corpo) == (304, b"")
    assert pedir(no_ar, caminho, If_None_Match='"outra"').situacao == 200


@pytest.mark.parametrize("caminho", DO_GUIA)
def test_pagina_do_guia_nao_abre_sessao(no_ar: Instalacao, caminho: str) -> None:
    """Sem cookie a página pode ficar guardada num intermediário."""
    resposta = pedir(no_ar, caminho)
    assert resposta.cabecalhos["Set-Cookie"] is None
    assert "Cookie" not in (resposta.cabecalhos["Vary"] or "")


def test_a_marca_muda_quando_o_dado_muda(no_ar: Instalacao, mexida: Mexida) -> None:
    assert pedir(no_ar, DO_GUIA[0], If_None_Match=mexida.marca).situacao == 200
    assert "tel:1746" in pedir(no_ar, DO_GUIA[0]).texto


def test_pagina_que_nao_existe_responde_em_portugues(no_ar: Instalacao) -> None:
    resposta = pedir(no_ar, "/nao-existe/")
    assert resposta.situacao == 404
    assert 'lang="pt-BR"' in resposta.texto


def test_http_malformado_nao_quebra_o_servidor(no_ar: Instalacao) -> None:
    bater(no_ar, DE_DIA, 7)


def test_modo_de_demonstracao_nao_existe_em_producao(no_ar: Instalacao) -> None:
    assert pedir(no_ar, "/demonstracao/mensagens/").situacao == 404
    assert no_ar.ler("SELECT count(*) FROM contas_usuario WHERE email LIKE '%%demonstracao%%'") == [0]
