"""`python -m tests.lighthouse`: mede as páginas, e na última linha diz a nota de cada uma."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.lighthouse import CATEGORIAS, RELATO

OPCOES = ("tests/lighthouse", "-q", "--no-header", "-m", "noturno", "-n", "0")


def main() -> int:
    with TemporaryDirectory() as pasta:
        relato = Path(pasta) / "notas.jsonl"
        relato.touch()
        os.environ[RELATO] = str(relato)
        saida = pytest.main([*OPCOES])
        medidas = [json.loads(linha) for linha in relato.read_text(encoding="utf-8").splitlines()]
    ditas = "; ".join(f"{nome} {'/'.join(map(str, notas.values()))}" for nome, notas in medidas)
    print(f"{', '.join(CATEGORIAS.values())}: {ditas}")  # noqa: T201 - é a resposta
    return int(saida)


if __name__ == "__main__":
    sys.exit(main())
