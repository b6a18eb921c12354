"""Com conta ou sem ela, a página faz o mesmo: as mesmas consultas, a mesma resposta, uma linha escrita."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from tests.bancos import desfeito
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.servidores import provedor

pytestmark = pytest.mark.django_db
SENHA, CODIGO, CRIAR = "/conta/password/reset/", "/conta/codigo/", "/conta/criar/"
EMAIL, CPF, CELULAR = "ana@exemplo.invalid", "52998224725", "11987654321"
NINGUEM, OUTRO_CPF, OUTRO_CELULAR = "bia@exemplo.invalid", "11144477735", "11987654322"


def ninguem() -> None:
    """Não há conta."""


def com_conta() -> None:
    UsuarioFactory.create(nome="Ana Silva", email=EMAIL, cpf=CPF, celular=CELULAR)


def com_outro_email() -> None:
    UsuarioFactory.create(email=NINGUEM)


def desativada() -> None:
    UsuarioFactory.create(email=EMAIL, is_active=False)


def de_quem_trabalha() -> None:
    UsuarioFactory.create(email=EMAIL, is_staff=True)


CENAS = (ninguem, com_conta, com_outro_email, desativada, de_quem_trabalha)


def feito(cena: Callable[[], None], pagina: str, dados: dict[str, str]) -> tuple[list[str], int, str, int]:
    """As consultas sem os valores, a situação, para onde se vai e quantas linhas ficaram por mandar."""
    cache.clear()
    with desfeito():
        cena()
        with CaptureQueriesContext(connection) as consultas:
            resposta = Client().post(pagina, dados)
        sqls = [re.sub(r"'[^']*'(::bytea)?|\d+", "?", uma["sql"]) for uma in consultas.captured_queries]
        return sqls, resposta.status_code, resposta.get("Location", ""), Aviso.objects.count()


def test_pedir_outra_senha_nao_diz_se_ha_conta(subtests: pytest.Subtests) -> None:
    esperado = feito(ninguem, SENHA, {"email": EMAIL})
    assert esperado[1:] == (302, f"{SENHA}done/", 1)
    for cena in CENAS:
        with subtests.test(cena.__name__):
            assert feito(cena, SENHA, {"email": EMAIL}) == esperado
    with subtests.test("o CPF não é porta, seja de quem for"):
        assert feito(com_conta, SENHA, {"email": CPF}) == feito(ninguem, SENHA, {"email": CPF})


@pytest.mark.parametrize("pagina", [CODIGO, CRIAR])
def test_pedir_um_codigo_nao_diz_se_ha_conta(
    pagina: str, settings: Settings, subtests: pytest.Subtests
) -> None:
    settings.CANAIS = provedor.canais("http://127.0.0.1:9", "sms")
    escritos = [EMAIL, CELULAR] if pagina == CRIAR else [EMAIL, CELULAR, CPF]
    for escrito in escritos:
        dados = {"login": escrito, "nome": "Ana Silva"}
        esperado = feito(ninguem, pagina, dados)
        assert esperado[1] == 302
        for cena in CENAS:
            with subtests.test(f"{escrito}, {cena.__name__}"):
                feitas = feito(cena, pagina, dados)
                assert (len(feitas[0]), feitas[1:3]) == (len(esperado[0]), esperado[1:3])


def test_so_a_conta_em_uso_recebe_o_link(correio: Correio, client: Client) -> None:
    com_conta()
    for cada, email in enumerate((EMAIL, NINGUEM)):
        client.post(SENHA, {"email": email.upper()}, REMOTE_ADDR=f"203.0.113.{cada}")
    UsuarioFactory.create(email="caio@exemplo.invalid", is_active=False)
    client.post(SENHA, {"email": "caio@exemplo.invalid"})
    assert entregar_pendentes().enviados == 3
    assuntos = {mensagem["To"]: mensagem["Subject"] for mensagem in correio.mensagens}
    nao_ha = "SP156: não há conta com este e-mail"
    assert assuntos == {EMAIL: "SP156: escolha outra senha", NINGUEM: nao_ha, "caio@exemplo.invalid": nao_ha}
