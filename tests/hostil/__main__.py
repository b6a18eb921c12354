"""`python -m tests.hostil`: a noite inteira de requisições hostis, e na última linha quantas foram."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.hostil import RELATO

OPCOES = ("tests/hostil", "-q", "--no-header", "-m", "noturno", "--dist", "load")


def contadas(relato: Path) -> Counter[int]:
    """Quantas respostas de cada centena: 2 são as 2xx."""
    soma = Counter[int]()
    for linha in relato.read_text(encoding="utf-8").splitlines():
        for situacao, vezes in json.loads(linha)["situacoes"].items():
            soma[int(situacao) // 100] += vezes
    return soma


def main(opcoes: list[str]) -> int:
    with TemporaryDirectory() as pasta:
        relato = Path(os.environ.setdefault(RELATO, str(Path(pasta) / "hostis.jsonl")))
        saida = pytest.main([*OPCOES, *opcoes])
        soma = contadas(relato)
    por_centena = ", ".join(f"{vezes} × {centena}xx" for centena, vezes in sorted(soma.items()))
    print(f"{soma.total()} requisições: {por_centena}; {soma[5]} × 5xx")  # noqa: T201 - é a resposta
    return int(saida)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
