"""As peças de dentro do allauth: só um arquivo as importa, e são as que o instalado tem."""

from __future__ import annotations

import inspect
import re
from subprocess import check_output

import pytest

from entrada import por_dentro_do_allauth as por_dentro
from sp156.embutido.pastas import RAIZ

ARGUMENTOS = {
    "login_stage_required": ["stage", "redirect_urlname"],
    "perform_login": ["request", "login"],
    "raise_if_reauthentication_required": ["request", "app"],
    "record_authentication": ["request", "user", "method", "extra_data"],
    "LoginCodeVerificationProcess": ["stage"],
    "AbstractCodeVerificationProcess": ["max_attempts", "timeout", "state", "user"],
}
DOS_PROCESSOS = {
    "AbstractCodeVerificationProcess": {
        *("initial_state", "record_invalid_attempt", "abort_if_invalid", "is_valid", "record_resend"),
        *("persist", "send", "abort", "code"),
    },
    "LoginCodeVerificationProcess": {"finish", "resume", "persist", "abort"},
}
"""O que as nossas classes usam, ou reescrevem, de cada processo."""


@pytest.mark.parametrize("nome", ARGUMENTOS)
def test_os_argumentos_sao_os_do_instalado(nome: str) -> None:
    assert [*inspect.signature(getattr(por_dentro, nome)).parameters] == ARGUMENTOS[nome]


@pytest.mark.parametrize("nome", DOS_PROCESSOS)
def test_os_processos_tem_o_que_se_usa_deles(nome: str) -> None:
    assert {
        metodo for metodo in DOS_PROCESSOS[nome] if not hasattr(getattr(por_dentro, nome), metodo)
    } == set()


def test_tudo_o_que_se_usa_esta_aqui_comparado() -> None:
    assert {*por_dentro.__all__} == {*ARGUMENTOS, "LOGIN_SESSION_KEY"}


def test_so_um_arquivo_do_produto_o_importa() -> None:
    """Vale para as três bibliotecas por que o produto já passou por dentro."""
    padrao = re.compile(r"allauth\.[\w.]*internal|_pytest|SQLCompiler|django\.db\.models\.sql import Query")
    arquivos = check_output(["git", "-C", RAIZ, "ls-files", "*.py"], text=True).split()
    produto = [nome for nome in arquivos if not nome.startswith("tests/") and (RAIZ / nome).exists()]
    com_pecas = {nome for nome in produto if padrao.search((RAIZ / nome).read_text(encoding="utf-8"))}
    assert com_pecas == {"entrada/por_dentro_do_allauth.py"}
