"""Os bancos da rodada: cada um se faz uma vez, do anterior, e os testes partem de cópias.

- a base: migrada, com o que quase todo teste pede (modelos de aviso, prazos legais, dias não úteis, grupos);
- o conteúdo: a base com tudo o que vem com o projeto (Guia, território, unidades, regras, lembretes).

Copiar um banco custa décimos de segundo; migrar e carregar, muitos segundos.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from django.db import connection, transaction
from psycopg import sql

from sp156.embutido import travas
from sp156.embutido.pastas import RAIZ, Pastas
from tests.banco import modelos

BASE = "sp156_base"
CONTEUDO = "sp156_conteudo"
DITO = "conteudo.txt"
"""O que a carga do conteúdo disse, na pasta da rodada."""
LEMBRADOS = (
    ("roteamento.ruas.contornos", "_da_importacao"),
    ("guia.paginas", "lugar"),
)


def rodada() -> Path:
    """A pasta desta rodada de testes, apagada no fim."""
    return Path(os.environ["SP156_RODADA"])


def url_na_rodada(banco: str) -> str:
    return str(Pastas(rodada() / "p", rodada() / "s").urls()["DATABASE_URL"]).removesuffix("sp156") + banco


def criar_banco(nome: str, a_partir_de: str = "template0") -> str:
    """Um banco novo no servidor desta rodada."""
    comando = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
        sql.Identifier(nome), sql.Identifier(a_partir_de)
    )
    with psycopg.connect(url_na_rodada("postgres"), autocommit=True) as conexao:
        conexao.execute(comando)
    return url_na_rodada(nome)


def apagar_banco(nome: str) -> None:
    comando = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(nome))
    with psycopg.connect(url_na_rodada("postgres"), autocommit=True) as conexao:
        conexao.execute(comando)


def uma_vez(nome: str, fazer: Callable[[], object]) -> str:
    """O banco `nome`, feito pelo primeiro processo que o pede; os outros esperam por ele."""
    with travas.exclusiva(rodada() / f"{nome}.trava"):
        pronto = rodada() / f"{nome}.pronto"
        if not pronto.exists():
            apagar_banco(nome)  # o que uma tentativa interrompida deixou
            fazer()
            pronto.touch()
    return nome


def do_processo(modelo: str) -> str:
    """A cópia que este processo do xdist tem de um dos modelos."""
    fazer = {BASE: base, CONTEUDO: conteudo}[modelo]
    return do_processo_com(modelo, lambda nome: criar_banco(nome, fazer()))


def do_processo_com(que: str, fazer: Callable[[str], object]) -> str:
    """Um banco só deste processo do xdist, feito por `fazer(nome)` na primeira vez que se pede."""
    nome = f"test_{que}_{os.environ.get('PYTEST_XDIST_WORKER', 'unico')}"
    return uma_vez(nome, lambda: fazer(nome))


@contextlib.contextmanager
def no_banco(nome: str) -> Iterator[None]:
    """A conexão do Django passa a ser com `nome`; no fim volta ao que era. O que se faz ali se desfaz."""
    anterior = connection.settings_dict["NAME"]
    usar(nome)
    try:
        yield
    finally:
        usar(anterior)


@contextlib.contextmanager
def na_copia(nome: str) -> Iterator[None]:
    """Enquanto dura, o banco é uma das cópias deste processo; fecha-se a conexão, e nada dela passa."""
    anterior = connection.settings_dict["NAME"]
    usar(nome)
    try:
        yield
    finally:
        usar(anterior)


def usar(nome: str) -> None:
    """A conexão passa a ser com outro banco, e o que o processo lembrava do anterior se esquece."""
    connection.close()
    connection.settings_dict["NAME"] = nome
    esquecer()


def esquecer() -> None:
    """O que os módulos já importados lembravam do banco."""
    for modulo, lembrado in LEMBRADOS:
        if modulo in sys.modules:
            getattr(sys.modules[modulo], lembrado).cache_clear()


@contextlib.contextmanager
def desfeito() -> Iterator[None]:
    """O que se grava dentro se desfaz: um mundo que muitos testes leem, ou cada tentativa sobre ele."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def base() -> str:
    return uma_vez(BASE, lambda: _restaurar_ou_fazer("base", BASE))


def conteudo() -> str:
    return uma_vez(CONTEUDO, lambda: _restaurar_ou_fazer("conteudo", CONTEUDO))


def adiantar(*, tudo: bool) -> None:
    """Faz a base, e o conteúdo se é `tudo`, enquanto os processos do xdist começam; quem a pede antes espera.

    Se não der certo, quem pedir tenta de novo e diz o erro.
    """

    def fazer() -> None:
        with contextlib.suppress(RuntimeError, psycopg.Error, OSError):
            base()
            if tudo:
                conteudo()

    threading.Thread(target=fazer, name="base", daemon=True).start()


def _restaurar_ou_fazer(qual: str, nome: str) -> None:
    """Da cópia que outra rodada deixou, se nada do que faz o banco mudou."""
    dito = modelos.restaurar(qual, criar_banco(nome))
    if dito is None:
        apagar_banco(nome)
        if qual == "conteudo":
            base()
        _a_parte(qual)
    elif qual == "conteudo":
        (rodada() / DITO).write_text(dito, encoding="utf-8")


def _a_parte(qual: str) -> None:
    """Noutro processo: nem o relógio nem a configuração que um teste trocou chegam ao que todos usam."""
    ambiente = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.configuracao"}
    comando = [sys.executable, "-m", "tests.banco", qual]
    feito = subprocess.run(comando, cwd=RAIZ, env=ambiente, capture_output=True, text=True, check=False)
    if feito.returncode:
        raise RuntimeError(f"o banco “{qual}” não se fez:\n{feito.stdout}{feito.stderr}")
