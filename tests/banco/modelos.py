"""Os bancos-modelo de uma rodada para outra: enquanto nada do que os faz muda, restauram-se de uma cópia.

O que os faz se sabe, e não se adivinha: os módulos do projeto que o processo importou ao fazê-los, e todo
dado, migração e versão de biblioteca. Muda um byte, ou aparece um arquivo, e o banco se faz de novo; o que se
fez enquanto um deles mudava não se guarda. Um clone limpo não tem cópia.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psycopg

from sp156.embutido import postgres, travas
from sp156.embutido.pastas import RAIZ

PASTA = RAIZ / ".portal" / "modelos-de-teste"
DE_DADO = ("*/dados/**/*", "*/migrations/*.py", "tests/banco/*.py", "uv.lock")
COMECO = float(os.environ.setdefault("SP156_COMECO", str(time.time())))
"""Quando a rodada começou, antes de alguém ler o que faz um banco; os processos dela o herdam."""


def guardar(qual: str, url: str, dito: str = "") -> None:
    """Copia o banco que este processo acaba de fazer, e de que ele saiu. `dito`: o que a carga disse."""
    programa = postgres.programas() / "pg_dump"
    usados = _usados()
    if not programa.exists() or _mudaram(usados):  # um PostgreSQL sem as ferramentas: faz-se sempre
        return
    PASTA.mkdir(parents=True, exist_ok=True)
    with travas.exclusiva(PASTA / "trava"):
        nova = PASTA / f"{qual}.{os.getpid()}"
        feito = subprocess.run(
            [programa, "--format=custom", "--compress=0", f"--file={nova}", url], check=False
        )
        if feito.returncode:
            nova.unlink(missing_ok=True)
            return
        _de_que_saiu(qual).unlink(missing_ok=True)
        nova.replace(_copia(qual))
        anotar(qual, usados, dito)


def anotar(qual: str, arquivos: Iterable[str], dito: str) -> None:
    """De que arquivos saiu a cópia."""
    anotado = {"arquivos": _somas(arquivos), "dito": dito}
    _de_que_saiu(qual).write_text(json.dumps(anotado), encoding="utf-8")


def restaurar(qual: str, url: str) -> str | None:
    """Enche o banco vazio de `url` com a cópia e devolve o que a carga disse; None se nenhuma vale."""
    with travas.exclusiva(PASTA / "trava"):
        anotado = guardado(qual)
        if anotado is None:
            return None
        comando = [str(postgres.programas() / "pg_restore"), f"--dbname={url}", str(_copia(qual))]
        feito = subprocess.run(comando, check=False, capture_output=True)
        if feito.returncode:
            return None
        with psycopg.connect(url, autocommit=True) as conexao:
            conexao.execute("ANALYZE")  # a cópia não leva o que o PostgreSQL sabia das tabelas
    return str(anotado["dito"])


def guardado(qual: str) -> dict[str, object] | None:
    """O que se anotou da cópia, se os arquivos de que ela saiu são os de agora, e são os mesmos."""
    if not (_copia(qual).exists() and _de_que_saiu(qual).exists()):
        return None
    lido: dict[str, object] = json.loads(_de_que_saiu(qual).read_text(encoding="utf-8"))
    antes = lido["arquivos"]
    assert isinstance(antes, dict)
    agora = {*antes, *_dados()}
    return lido if all((RAIZ / nome).exists() for nome in agora) and _somas(agora) == antes else None


def _copia(qual: str) -> Path:
    return PASTA / f"{qual}.copia"


def _de_que_saiu(qual: str) -> Path:
    return PASTA / f"{qual}.json"


def _usados() -> set[str]:
    """Os módulos do projeto que este processo importou, e todo dado e migração."""
    importados = [getattr(modulo, "__file__", None) or "" for modulo in list(sys.modules.values())]
    arquivos = [Path(arquivo) for arquivo in importados if ".venv" not in arquivo]
    return {str(arquivo.relative_to(RAIZ)) for arquivo in arquivos if arquivo.is_relative_to(RAIZ)} | _dados()


def _mudaram(nomes: Iterable[str]) -> bool:
    """Algum deles mudou, ou sumiu, depois de a rodada começar: o banco pode ser do que havia antes."""
    arquivos = [RAIZ / nome for nome in nomes]
    return any(not arquivo.exists() or arquivo.stat().st_ctime >= COMECO for arquivo in arquivos)


def _dados() -> set[str]:
    return {
        str(arquivo.relative_to(RAIZ))
        for molde in DE_DADO
        for arquivo in RAIZ.glob(molde)
        if arquivo.is_file() and "__pycache__" not in arquivo.parts and ".venv" not in arquivo.parts
    }


def _somas(nomes: Iterable[str]) -> dict[str, str]:
    return {nome: hashlib.sha256((RAIZ / nome).read_bytes()).hexdigest() for nome in sorted(nomes)}
