"""Os limites da casa: tamanho de funções, módulos, modelos e testes; sem sinais e sem `save()` escondido."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sp156.embutido.pastas import RAIZ

APLICATIVOS: list[str] = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["root_packages"]
MAIOR_FUNCAO = 60
MAIOR_MODULO = 600
MAIOR_MODELO = 150
MAIOR_TESTE = 600


def modulos() -> Iterator[Path]:
    for aplicativo in APLICATIVOS:
        for caminho in sorted((RAIZ / aplicativo).rglob("*.py")):
            if "migrations" not in caminho.parts:
                yield caminho


def linhas(caminho: Path) -> int:
    return len(caminho.read_text(encoding="utf-8").splitlines())


def arvore(caminho: Path) -> ast.Module:
    return ast.parse(caminho.read_text(encoding="utf-8"), str(caminho))


def funcoes(caminho: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for no in ast.walk(arvore(caminho)):
        if isinstance(no, ast.FunctionDef | ast.AsyncFunctionDef):
            yield no


def nome(caminho: Path) -> str:
    return str(caminho.relative_to(RAIZ))


def test_nenhuma_funcao_passa_do_limite_de_linhas() -> None:
    testes = (RAIZ / "tests").rglob("*.py")
    longas = [
        f"{nome(caminho)}:{no.lineno} {no.name}"
        for caminho in [*modulos(), *testes]
        for no in funcoes(caminho)
        if (no.end_lineno or no.lineno) - no.lineno + 1 > MAIOR_FUNCAO
    ]
    assert not longas


@pytest.mark.parametrize(
    ("arquivos", "maior"),
    [
        (list(modulos()), MAIOR_MODULO),
        (sorted((RAIZ / "templates").rglob("*.*")), MAIOR_MODELO),
        (sorted((RAIZ / "tests").rglob("*.py")), MAIOR_TESTE),
    ],
    ids=["modulos", "modelos-html", "testes"],
)
def test_nenhum_arquivo_passa_do_limite(arquivos: list[Path], maior: int) -> None:
    grandes = [f"{nome(caminho)}: {n}" for caminho in arquivos if (n := linhas(caminho)) > maior]
    assert not grandes


def test_nenhum_receptor_de_sinal() -> None:
    """Um fluxo escondido num sinal não aparece em quem o causa."""
    padrao = re.compile(
        r"@receiver\b|\b(?:pre|post)_(?:save|delete|init)\.connect\b|\bm2m_changed\.connect\b"
    )
    achados = [nome(caminho) for caminho in modulos() if padrao.search(caminho.read_text(encoding="utf-8"))]
    assert not achados


def test_nenhum_save_sobrescrito() -> None:
    """Toda escrita que alguém nomearia é uma ação; `save()` de modelo e de formulário ficam como são."""
    achados = [
        f"{nome(caminho)}:{metodo.lineno} {classe.name}.{metodo.name}"
        for caminho in modulos()
        for classe in ast.walk(arvore(caminho))
        if isinstance(classe, ast.ClassDef)
        for metodo in classe.body
        if isinstance(metodo, ast.FunctionDef) and metodo.name == "save"
    ]
    assert not achados


def test_nenhuma_excecao_engolida() -> None:
    """`except …: pass` esconde o erro de quem precisa dele; o que se pode ignorar diz-se com `suppress`."""
    achados = [
        f"{nome(caminho)}:{no.lineno}"
        for caminho in modulos()
        for no in ast.walk(arvore(caminho))
        if isinstance(no, ast.ExceptHandler) and [type(parte) for parte in no.body] == [ast.Pass]
    ]
    assert not achados
