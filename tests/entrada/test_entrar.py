"""Entrar com e-mail ou CPF."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"


@pytest.mark.parametrize(
    "escrito", ["ana@exemplo.invalid", " ANA@exemplo.invalid ", "529.982.247-25", "52998224725"]
)
def test_entra_com_email_ou_cpf(client: Client, escrito: str) -> None:
    usuario = UsuarioFactory.create(email="ana@exemplo.invalid", cpf="52998224725", password=SENHA)
    resposta = client.post("/conta/login/", {"login": escrito, "password": SENHA})
    assert resposta.status_code == 302
    assert client.session["_auth_user_id"] == str(usuario.pk)


@pytest.mark.parametrize(
    ("escrito", "senha"),
    [("ana@exemplo.invalid", "errada"), ("", SENHA), ("111", SENHA), ("-", SENHA), (" . ", SENHA)],
)
def test_recusa_senha_ou_login_errado_em_portugues(client: Client, escrito: str, senha: str) -> None:
    UsuarioFactory.create(email="ana@exemplo.invalid", password=SENHA)
    UsuarioFactory.create(email=None, password=SENHA)
    resposta = client.post("/conta/login/", {"login": escrito, "password": senha})
    assert "_auth_user_id" not in client.session
    assert resposta.context["form"].errors


def test_inativo_nao_entra(client: Client) -> None:
    UsuarioFactory.create(email="ana@exemplo.invalid", password=SENHA, is_active=False)
    client.post("/conta/login/", {"login": "ana@exemplo.invalid", "password": SENHA})
    assert "_auth_user_id" not in client.session


def test_criar_conta_nao_pede_senha(client: Client) -> None:
    assert b"password1" not in client.get("/conta/criar/").content


def test_entrar_nao_escreve_no_historico_e_mudar_o_nome_escreve(client: Client) -> None:
    usuario = UsuarioFactory.create(email="ana@exemplo.invalid", password=SENHA)
    client.post("/conta/login/", {"login": "ana@exemplo.invalid", "password": SENHA})
    usuario.refresh_from_db()
    assert usuario.last_login
    assert usuario.history.count() == 1
    usuario.nome = "Ana Maria"
    usuario.save()
    assert usuario.history.count() == 2
