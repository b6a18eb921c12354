"""O mapa não envelhece: todo caminho, nome do código, comando e endereço que os documentos dizem existe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from subprocess import check_output
from typing import NamedTuple

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from atendimento.conversa import CORRENTES
from sp156.embutido.pastas import RAIZ
from sp156.web.entrada import VIVA

DOCUMENTOS = [*sorted(RAIZ.glob("docs/*.md")), *sorted(RAIZ.glob("README*.md")), RAIZ / "CONTRIBUTING.md"]
DECISOES = sorted(RAIZ.glob("docs/adr/*.md"))
"""Contam também o que já foi: delas só se conferem as ligações."""
CODIGO = re.compile(r"```.*?```", re.DOTALL)
ENTRE_CRASES = re.compile(r"`([^`\n]+)`")
LIGACAO = re.compile(r"\]\(([^)\s]+)\)")
EXTENSOES = r"py|ya?ml|html|md|csv|js|mjs|scss|toml|txt|json|xz"
PARECE_CAMINHO = re.compile(rf"[\w.…*-]+(/[\w.…*-]+)*(/|/[\w-]+|\.({EXTENSOES}))")
PARECE_NOME = re.compile(r"[a-z]\w*(\.\w+)+")
FORA_DO_REPOSITORIO = {
    ".portal/": "o que o portal grava",
    ".portal/duracoes.md": "escrito por `just duracoes`",
    "static/compilado/": "escrito por `frontend/compilar.mjs`",
}


class Dito(NamedTuple):
    """O que um documento diz entre crases, e onde."""

    arquivo: str
    linha: int
    texto: str

    def __str__(self) -> str:
        return f"{self.arquivo}:{self.linha} {self.texto}"


@cache
def ditos() -> list[Dito]:
    return [
        Dito(arquivo.name, numero, texto)
        for arquivo in DOCUMENTOS
        for numero, linha in enumerate(sem_codigo(arquivo).splitlines(), 1)
        for texto in ENTRE_CRASES.findall(linha)
    ]


def sem_codigo(arquivo: Path) -> str:
    """O texto, com as linhas dos trechos de código em branco."""
    return CODIGO.sub(lambda trecho: "\n" * trecho[0].count("\n"), arquivo.read_text(encoding="utf-8"))


@cache
def arquivos() -> frozenset[str]:
    """Tudo o que o repositório tem, arquivos e pastas."""
    guardados = check_output(["git", "-C", RAIZ, "ls-files", "-co", "--exclude-standard"], text=True)
    return frozenset(
        parte.as_posix()
        for guardado in guardados.splitlines()
        for parte in (Path(guardado), *Path(guardado).parents)
    )


def existe(caminho: str) -> bool:
    """Um caminho inteiro, ou o fim de um: `atos.py`, `views/grupo.py`; `…` e `*` valem por qualquer nome."""
    fim = re.escape(caminho.rstrip("/")).replace("…", r"[^\s]*").replace(r"\*", r"[^/]*")
    return any(re.search(rf"(^|/){fim}$", arquivo) for arquivo in arquivos())


def do_codigo(nome: str) -> bool:
    """Se um nome com pontos começa por um aplicativo."""
    return (RAIZ / nome.partition(".")[0] / "__init__.py").exists()


def acha(nome: str) -> bool:
    """`app.modulo.nome`, ou `app.Modelo`, até o último ponto."""
    partes = nome.split(".")
    for quantas in range(len(partes), 0, -1):
        try:
            achado = import_module(".".join(partes[:quantas]))
        except ModuleNotFoundError:
            continue
        if quantas == 1 and partes[1].lower() in apps.all_models.get(partes[0], {}):
            achado = import_module(f"{partes[0]}.models")
        for parte in partes[quantas:]:
            if not hasattr(achado, parte):
                return False
            achado = getattr(achado, parte)
        return True
    return False


def test_todo_caminho_existe(subtests: pytest.Subtests) -> None:
    caminhos = [d for d in ditos() if PARECE_CAMINHO.fullmatch(d.texto)]
    assert len(caminhos) > 100
    for dito in caminhos:
        if dito.texto not in FORA_DO_REPOSITORIO:
            with subtests.test(str(dito)):
                assert existe(dito.texto)


def test_todo_nome_do_codigo_existe(subtests: pytest.Subtests) -> None:
    nomes = [d for d in ditos() if PARECE_NOME.fullmatch(d.texto) and do_codigo(d.texto)]
    nomes = [d for d in nomes if not PARECE_CAMINHO.fullmatch(d.texto)]
    assert len(nomes) > 10
    for dito in nomes:
        with subtests.test(str(dito)):
            assert acha(dito.texto)


def test_todo_comando_existe(subtests: pytest.Subtests) -> None:
    trabalhos = set(re.findall(r"^(\w+)[^:=\n]*:", (RAIZ / "justfile").read_text(), re.MULTILINE))
    for dito in ditos():
        for trabalho in re.findall(r"\bjust (\w+)", dito.texto):
            with subtests.test(str(dito)):
                assert trabalho in trabalhos
        for comando in re.findall(r"\bmanage\.py (\w+)", dito.texto):
            with subtests.test(str(dito)):
                assert comando in get_commands()


DO_LACO = {VIVA, CORRENTES}
DO_SERVIDOR = re.compile(r"/(etc|opt|var)/.*")
"""As pastas de quem instala, que não são endereços."""


def test_todo_endereco_existe(subtests: pytest.Subtests) -> None:
    """O que começa por barra é um endereço; `…` vale por qualquer parte. Dois respondem-se no laço."""
    enderecos = [d for d in ditos() if re.fullmatch(r"(GET )?/[\w…./-]*", d.texto) and d.texto not in DO_LACO]
    enderecos = [d for d in enderecos if not DO_SERVIDOR.fullmatch(d.texto)]
    assert len(enderecos) > 20
    for dito in enderecos:
        with subtests.test(str(dito)):
            assert resolve(dito.texto.removeprefix("GET ").replace("…", "1"))


def ancoras(arquivo: Path) -> Iterator[str]:
    """As dos títulos, como o GitHub as escreve."""
    for titulo in re.findall(r"^#+ (.+)$", sem_codigo(arquivo), re.MULTILINE):
        yield re.sub(r"[^\w\s-]", "", titulo.lower()).replace(" ", "-")


def test_toda_ligacao_leva_a_algum_lugar(subtests: pytest.Subtests) -> None:
    for arquivo in (*DOCUMENTOS, *DECISOES):
        for ligacao in LIGACAO.findall(sem_codigo(arquivo)):
            if ligacao.startswith(("https:", "http:", "mailto:")):
                continue
            para, _, ancora = ligacao.partition("#")
            destino = (arquivo.parent / para).resolve() if para else arquivo
            with subtests.test(f"{arquivo.name} → {ligacao}"):
                assert destino.exists()
                assert not ancora or ancora in ancoras(destino)


@pytest.mark.parametrize("caminho", ["solicitacoes/nao_ha.py", "esic/nao_ha.py", "naoha/", "…/nao_ha.py"])
def test_o_caminho_que_nao_existe_e_recusado(caminho: str) -> None:
    assert not existe(caminho)


def test_o_nome_e_o_endereco_que_nao_existem_sao_recusados() -> None:
    assert not acha("mesas.atos.nao_ha")
    assert not acha("mesas.nao_ha.Coisa")
    with pytest.raises(Resolver404):
        resolve("/nao/ha/isto/")
