"""Pôr, tirar e ver fatores: quem já tem um confirma com ele; a senha sozinha, só enquanto não há nenhum."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from contas.models import Usuario
from tests.contas.factories import UsuarioFactory
from tests.entrada.codigos import codigo_recebido
from tests.segundo_fator import ligar
from tests.senhas import codigo_agora

pytestmark = pytest.mark.django_db
SENHA, EMAIL = "uma-senha-comprida-156", "ana@exemplo.invalid"
COM_O_CODIGO, COM_A_CHAVE = "/conta/2fa/reauthenticate/", "/conta/2fa/webauthn/reauthenticate/"
CADASTRAR, LER_OS_DE_RESERVA = "/conta/2fa/webauthn/add/", "/conta/2fa/recovery-codes/"


@pytest.fixture
def ana() -> Usuario:
    cache.clear()
    return UsuarioFactory.create(nome="Ana", email=EMAIL, password=SENHA)


def com_o_aplicativo(ana: Usuario) -> str:
    segredo = ligar(ana)
    RecoveryCodes.activate(ana)
    return segredo


def com_a_chave(ana: Usuario) -> int:
    """Uma chave de que só o nome se lê; com ela na conta, a página de cadastrar outra não se desenha."""
    dados = {"name": "celular"}
    return int(Authenticator.objects.create(user=ana, type=Authenticator.Type.WEBAUTHN, data=dados).pk)


def entrar(client: Client, codigo: str) -> None:
    """A sessão como a deixa quem entrou com a senha e o código, há mais do que vale uma prova."""
    with time_machine.travel(timezone.now() - timedelta(seconds=320), tick=True):
        client.post("/conta/login/", {"login": EMAIL, "password": SENHA})
        client.post("/conta/2fa/authenticate/", {"code": codigo})


def paginas(chave: int) -> list[str]:
    das_chaves = [f"webauthn/{chave}/{ato}/" for ato in ("edit", "remove")]
    outras = [
        f"/conta/2fa/{pagina}" for pagina in ["totp/deactivate/", "recovery-codes/generate/", *das_chaves]
    ]
    return [*outras, LER_OS_DE_RESERVA]


def test_a_senha_nao_mexe_no_fator_de_quem_tem_um(
    client: Client, ana: Usuario, subtests: pytest.Subtests
) -> None:
    """Nem a senha nem o código do e-mail, pedidos ou mandados direto; o código do aplicativo, sim."""
    segredo = com_o_aplicativo(ana)
    reserva = Authenticator.objects.get(user=ana, type="recovery_codes").wrap().get_unused_codes()
    entrar(client, reserva[0])
    mandado = client.post("/conta/reauthenticate/", {"password": SENHA})
    assert mandado["Location"] == COM_O_CODIGO
    assert client.get("/conta/reauthenticate/codigo/")["Location"] == COM_O_CODIGO
    assert client.post("/conta/reauthenticate/codigo/", {"recipient": EMAIL})["Location"] == COM_O_CODIGO
    outras = paginas(com_a_chave(ana))
    antes = list(Authenticator.objects.values())
    for pagina in [CADASTRAR, *outras]:
        with subtests.test(pagina):
            assert client.get(pagina)["Location"].startswith(COM_O_CODIGO)
            mandado = client.post(pagina, {"name": "x"})
            assert pagina == LER_OS_DE_RESERVA or mandado["Location"].startswith(COM_O_CODIGO)
    assert client.get(f"{LER_OS_DE_RESERVA}download/")["Location"].startswith(COM_O_CODIGO)
    assert list(Authenticator.objects.values()) == antes
    assert "Usar a senha" not in (oferecidos := client.get(COM_O_CODIGO).content.decode())
    assert "Receber um código" not in oferecidos
    assert client.post(COM_O_CODIGO, {"code": codigo_agora(segredo)}).status_code == 302
    for pagina in outras:
        with subtests.test(f"{pagina}, com o código"):
            assert client.get(pagina).status_code == 200


def test_o_codigo_de_reserva_tira_o_celular_perdido(client: Client, ana: Usuario) -> None:
    com_o_aplicativo(ana)
    reserva = Authenticator.objects.get(user=ana, type="recovery_codes").wrap().get_unused_codes()
    entrar(client, reserva[0])
    client.post(COM_O_CODIGO, {"code": reserva[1]})
    assert client.post("/conta/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=ana, type=Authenticator.Type.TOTP).exists()


def test_sem_fator_basta_a_senha_ou_o_codigo_do_email(client: Client, ana: Usuario) -> None:
    client.post("/conta/login/", {"login": EMAIL, "password": SENHA})
    assert client.get(CADASTRAR)["Location"].startswith("/conta/reauthenticate/?")
    client.post("/conta/reauthenticate/", {"password": SENHA})
    assert client.get(CADASTRAR).status_code == 200
    segredo = client.get("/conta/2fa/totp/activate/").context["form"].secret
    ligado = client.post("/conta/2fa/totp/activate/", {"code": codigo_agora(segredo)}, follow=True)
    assert len(ligado.context["unused_codes"]) == 10, "os de reserva veem-se sem mais perguntas"
    client.logout()
    pessoa = UsuarioFactory.create(email="so.codigo@exemplo.invalid")
    client.post("/conta/codigo/", {"login": pessoa.email})
    client.post("/conta/codigo/conferir/", {"code": codigo_recebido()})
    assert client.get(CADASTRAR).status_code == 200


def test_a_quem_so_tem_a_chave_pede_se_primeiro_a_chave(client: Client, ana: Usuario) -> None:
    com_a_chave(ana)
    reserva = RecoveryCodes.activate(ana).get_unused_codes()
    entrar(client, reserva[0])
    assert client.get("/conta/2fa/totp/activate/")["Location"].startswith(COM_A_CHAVE)
    pagina = client.get(COM_O_CODIGO).content.decode()
    assert "um dos seus códigos de reserva" in pagina
    assert "Usar a chave do aparelho" in pagina
