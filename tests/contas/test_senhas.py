"""Como se guarda uma senha, e quais se recusam."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from contas.models import Usuario
from contas.segredos.senhas import palavras
from sp156.configuracao import nome_do_cookie
from sp156.settings import PASSWORD_HASHERS
from tests.contas.factories import UsuarioFactory

SENHA = "uma-senha-comprida-156"
ADIVINHAVEIS = [
    "saopaulo2026",
    "SãoPaulo@2026",
    "prefeitura123",
    "Corinthians1910",
    "mudar@12345",
    "Ipiranga2026!",
    "brasil1234567",
    "1q2w3e4r5t6y",
    "P@ssw0rd1234",
    "jesuseosenhor7",
    "sz9kqcctwy2",
]


def recusas(senha: str, pessoa: Usuario | None = None) -> list[str]:
    try:
        validate_password(senha, pessoa)
    except ValidationError as erro:
        return [str(e.code) for e in erro.error_list]
    return []


def test_recusa_as_vazadas_as_comuns_e_as_de_sao_paulo(subtests: pytest.Subtests) -> None:
    for senha in ADIVINHAVEIS[:-1]:
        with subtests.test(senha):
            assert "senha_adivinhavel" in recusas(senha)
    assert "password_too_common" in recusas("sz9kqcctwy")


def test_recusa_o_nome_da_pessoa_com_um_ano_e_o_ano_muda_sozinho() -> None:
    pessoa = Usuario(nome="Jussara Tavolaro", email="jtavolaro@exemplo.invalid")
    assert "senha_adivinhavel" in recusas("jtavolaro#2026", pessoa)
    assert recusas("Tavolaro.1987", pessoa)


def test_aceita_palavras_que_nao_combinam(subtests: pytest.Subtests) -> None:
    for senha in (SENHA, "outra-senha-mais-comprida", "tijolo verde anda cedo", "x" + "çãoéü" * 30):
        with subtests.test(senha):
            assert recusas(senha) == []


def test_a_lista_do_projeto_e_de_palavras_sem_acento() -> None:
    assert len(palavras()) > 300
    assert all((palavra.isascii() and palavra.islower()) or palavra.isdigit() for palavra in palavras())


@pytest.mark.django_db
def test_a_senha_de_antes_passa_a_argon2_quando_a_pessoa_entra(client: Client, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS[1:]
    ana = UsuarioFactory.create(email="ana@exemplo.invalid", password=SENHA)
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    assert identify_hasher(ana.password).algorithm == "pbkdf2_sha256"
    client.post("/conta/login/", {"login": "ana@exemplo.invalid", "password": SENHA})
    ana.refresh_from_db()
    assert ana.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_os_cookies_de_producao_so_valem_nesta_maquina_e_com_cifra() -> None:
    assert nome_do_cookie("sessionid", https=True) == "__Host-sessionid"
    assert nome_do_cookie("sessionid", https=False) == "sessionid"
