"""Enche a demonstração com o código de um commit e guarda o banco dela."""

from __future__ import annotations

import lzma
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sp156.embutido import frontend, postgres, servidores
from sp156.embutido.pastas import RAIZ, Pastas
from tests.sp156.portal_no_ar import portal

SEM_AS_LINHAS = ("roteamento_logradouro", "guia_historical*", "guia_*debusca")
"""As ruas, que todo comando traz iguais; o histórico do Guia, que o repete; e o que a busca tira dele."""
GUARDADO = Path(__file__).with_name("anterior.sql.xz")
DE_QUAL = Path(__file__).with_name("anterior.txt")
"""O commit de que saiu o banco guardado."""


def git(*argumentos: str) -> str:
    feito = subprocess.run(["git", *argumentos], cwd=RAIZ, capture_output=True, text=True, check=True)
    return feito.stdout.strip()


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """Os arquivos do commit numa pasta à parte, com a frente e os pacotes do Node já prontos."""
    base = Path(tempfile.mkdtemp(prefix="sp156-pouso-"))
    pasta = base / "projeto"
    git("worktree", "add", "--detach", "--quiet", str(pasta), commit)
    try:
        frontend.preparar()
        shutil.copytree(frontend.COMPILADO, pasta / "static" / "compilado")
        (pasta / "node_modules").symlink_to(frontend.PACOTES)
        yield pasta
    finally:
        git("worktree", "remove", "--force", str(pasta))
        shutil.rmtree(base, ignore_errors=True)


def encher(commit: str, dados: Path) -> None:
    """Sobe o portal do commit sobre uma pasta vazia, até ficar pronto, e o para."""
    with checkout(commit) as pasta, portal(dados, raiz=pasta) as no_ar:
        no_ar.esperar_pronto()
        if codigo := no_ar.parar(signal.SIGINT):
            raise RuntimeError(f"o portal de {commit} parou com {codigo}")


def despejar(dados: Path) -> bytes:
    """O banco da pasta em SQL, como o pg_dump o escreve, sem donos."""
    pastas = Pastas(dados, dados.parent / "s")
    filhos = servidores.subir(pastas)
    try:
        programa = str(postgres.programas() / "pg_dump")
        fora = [f"--exclude-table-data=public.{tabela}" for tabela in SEM_AS_LINHAS]
        comando = [programa, "--no-owner", *fora, "--format=plain", pastas.urls()["DATABASE_URL"]]
        return subprocess.run(comando, capture_output=True, check=True).stdout
    finally:
        servidores.parar(pastas, filhos)


def gravar(commit: str) -> None:
    """Enche, despeja e guarda, com o nome do commit ao lado."""
    inteiro = git("rev-parse", commit)
    with tempfile.TemporaryDirectory(prefix="sp156-pouso-") as base:
        dados = Path(base) / "dados"
        encher(inteiro, dados)
        GUARDADO.write_bytes(lzma.compress(despejar(dados), preset=9))
    DE_QUAL.write_text(inteiro + "\n", encoding="ascii")
