"""`just noturno`: o que é longo por natureza, um trabalho por vez, com as figuras em docs/noturno.md."""

from __future__ import annotations

import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sp156.embutido.pastas import RAIZ

RELATO = RAIZ / "docs" / "noturno.md"
ARQUIVOS_CAROS = "tests/medicao/test_medir_arquivos.py"
TUDO_DE_UMA_VEZ = "tests/medicao/test_medir_tudo_de_uma_vez.py"
OPEN311 = "tests/medicao/test_medir_open311.py"
CORTES = "tests/aplicativo/test_cortes_navegador.py"
A_PARTE = ("tests/hostil", "tests/lighthouse", ARQUIVOS_CAROS, TUDO_DE_UMA_VEZ, OPEN311, CORTES)
CABECA = """# A noite

O que é longo por natureza roda em `just noturno`, que reescreve esta página: ela guarda a última vez.

Em {quando}, Python {python}, {nucleos} núcleos: {minutos:.0f} minutos.

| trabalho | o que prova | segundos | última linha |
|---|---|---:|---|
"""


@dataclass(frozen=True)
class Trabalho:
    """Um comando do projeto e o que ele prova."""

    nome: str
    prova: str
    comando: tuple[str, ...]


def trabalhos() -> Iterator[Trabalho]:
    """Na ordem: do mais curto ao mais longo."""
    pytest = ("-m", "pytest", "-q", "--no-header")
    semente = random.randrange(1_000_000)  # noqa: S311 - só sorteia uma ordem
    a_parte = [f"--ignore={lugar}" for lugar in A_PARTE]
    longos = (*pytest, "-m", "noturno", *a_parte)
    yield Trabalho("longos", "os testes de marca noturno", longos)
    cortados = (*pytest, "-n", "0", "-m", "noturno", "-s", CORTES)
    yield Trabalho("cortes", "28 pedidos e dez atos da equipe: 0 perdidos, 0 dobrados", cortados)
    caros = (*pytest, "-n", "0", "-m", "noturno", "-s", ARQUIVOS_CAROS)  # sozinho: mede quanto se espera
    yield Trabalho("arquivos caros", "vinte de uma vez, e as páginas não esperam", caros)
    de_uma_vez = (*pytest, "-n", "0", "-m", "noturno", "-s", TUDO_DE_UMA_VEZ)  # idem
    yield Trabalho("tudo de uma vez", "bombas, dados abertos, quem não lê e quem não acaba", de_uma_vez)
    do_open311 = (*pytest, "-n", "0", "-m", "noturno", "-s", OPEN311)  # idem
    yield Trabalho("open311", "dois leem à toda, e a página inicial não espera", do_open311)
    do_lighthouse = "início, serviço, pedido e área do munícipe: mediana de cinco, 95 ou mais"
    yield Trabalho("lighthouse", do_lighthouse, ("-m", "tests.lighthouse"))  # sozinho: mede o tempo
    hostis = ("-m", "tests.hostil")
    yield Trabalho("requisições hostis", "0 × 500, e o recusado não muda nada", hostis)
    for largura in (390, 1280):
        opcoes = ("-m", "varredura", f"--largura={largura}")
        yield Trabalho(
            f"páginas a {largura} px", "axe nos dois temas, e nada rola de lado", (*pytest, *opcoes)
        )
    sorteada = (*pytest, f"--semente={semente}")
    yield Trabalho(f"ordem sorteada ({semente})", "nenhum teste depende do que veio antes", sorteada)
    yield Trabalho("faltas", "cada estrago de tests/faltas é notado", ("-m", "tests.faltas"))


def rodar(trabalho: Trabalho) -> tuple[bool, str]:
    """Se passou, e a linha dele na tabela."""
    print(f"== {trabalho.nome}", flush=True)  # noqa: T201 - é a resposta do comando
    inicio = time.monotonic()
    comando = [sys.executable, *trabalho.comando]
    feito = subprocess.run(comando, cwd=RAIZ, stdout=subprocess.PIPE, text=True, check=False)
    print(feito.stdout, flush=True)  # noqa: T201
    ultima = (feito.stdout.strip().splitlines() or [""])[-1].strip("= ")
    segundos = time.monotonic() - inicio
    return feito.returncode == 0, f"| {trabalho.nome} | {trabalho.prova} | {segundos:.0f} | {ultima} |"


def escrever(linhas: list[str], segundos: float, arquivo: Path = RELATO) -> None:
    quando = datetime.now(UTC).astimezone().strftime("%d/%m/%Y %H:%M")
    cabeca = CABECA.format(
        quando=quando, python=platform.python_version(), nucleos=os.cpu_count(), minutos=segundos / 60
    )
    arquivo.write_text(cabeca + "\n".join(linhas) + "\n", encoding="utf-8")


def main() -> int:
    os.environ["SP156_AXE_NA_MESA"] = "1"  # de dia o axe só roda no celular
    inicio, linhas, todos = time.monotonic(), [], True
    for trabalho in trabalhos():
        passou, linha = rodar(trabalho)
        linhas.append(linha)
        todos &= passou
        escrever(linhas, time.monotonic() - inicio)
    return 0 if todos else 1


if __name__ == "__main__":
    sys.exit(main())
