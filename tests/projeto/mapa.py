"""O mapa do código: a primeira linha de cada arquivo, impressa por `just mapa`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from sp156.embutido.pastas import RAIZ
from tests.projeto.test_salas import ALTURA

DIZEM_POR_SI = {"migrations", "management"}
"""As pastas em que o nome do arquivo já é o que ele é."""


def primeira_linha(arquivo: Path) -> str:
    """A da docstring; vazia se o nome já diz o que há nele (`views.py`, `urls.py`)."""
    return (ast.get_docstring(ast.parse(arquivo.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def linhas(pasta: Path) -> Iterator[tuple[str, str]]:
    """O caminho de cada arquivo e o que ele diz de si, pela ordem das pastas."""
    for arquivo in sorted(pasta.rglob("*.py")):
        nome = arquivo.relative_to(RAIZ)
        if not DIZEM_POR_SI & {*nome.parts} and (dita := primeira_linha(arquivo)):
            yield str(nome.parent) + "/" if arquivo.name == "__init__.py" else str(nome), dita


def main() -> None:
    pedidas: list[str] = sys.argv[1:] or [*reversed(ALTURA)]
    for pedida in pedidas:
        for nome, dita in linhas(RAIZ / pedida):
            sys.stdout.write(f"{nome:58} {dita}\n")


if __name__ == "__main__":
    main()
