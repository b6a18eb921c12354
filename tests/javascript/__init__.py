"""Os testes do JavaScript que decide, escritos para o Node (`*.test.mjs`), e como se rodam."""

import subprocess
from pathlib import Path

from sp156.embutido import frontend
from sp156.embutido.pastas import RAIZ

PASTA = Path(__file__).parent
PRAZO = 60


def comando(*arquivos: str) -> list[str]:
    """`node --test`, pelo Node que compila a frente; sem se dizer quais, todos."""
    quais = arquivos or [str(arquivo) for arquivo in sorted(PASTA.glob("*.test.mjs"))]
    return [str(frontend.node()), "--test", "--test-reporter=spec", *quais]


def rodar(*arquivos: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        comando(*arquivos), cwd=RAIZ, capture_output=True, encoding="utf-8", timeout=PRAZO, check=False
    )
