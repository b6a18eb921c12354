"""A conta que só tem o gov.br: põe um e-mail, cuida da segurança, e não se liga a mais nenhum CPF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from contas.models import Municipe
from entrada.municipes import municipe_de, provar_cpf
from tests.contas.factories import UsuarioFactory
from tests.entrada.codigos import codigo_recebido, errado, quem
from tests.entrada.govbr_falso import CPF, Falso, entrar, ligar
from tests.senhas import codigo_agora
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
OUTRO, EMAIL = "11144477735", "maria@exemplo.invalid"


@pytest.fixture(scope="module")
def do_arquivo() -> Iterator[Falso]:
    with Falso.no_ar() as falso:
        yield falso


@pytest.fixture
def falso(do_arquivo: Falso, settings: Settings) -> Falso:
    cache.clear()
    do_arquivo.recomecar()
    ligar(settings, do_arquivo.emissor)
    return do_arquivo


def test_poe_um_email_com_codigo_e_volta_ao_que_ia_fazer(client: Client, falso: Falso) -> None:
    entrar(client, falso)
    pagina = client.get("/conta/").content.decode()
    assert "você entra pelo gov.br" in pagina
    assert "/conta/seu-email/" in pagina
    ligar_o_fator = "/conta/2fa/totp/activate/"
    onde = client.get(ligar_o_fator)["Location"]
    assert onde.startswith("/conta/seu-email/?next=")
    assert "Receber um código" in client.get(onde).content.decode()
    assert client.post("/conta/seu-email/", {"login": "maria@"}).status_code == 422
    conferir = client.post(onde, {"login": "Maria@exemplo.invalid", "next": ligar_o_fator})["Location"]
    assert EMAIL in client.get(conferir).content.decode()
    assert client.post(conferir, {"code": errado()}).status_code == 422
    fim = client.post(conferir, {"code": codigo_recebido(), "next": ligar_o_fator})
    assert fim["Location"] == ligar_o_fator
    assert client.get(ligar_o_fator).status_code == 200
    assert EMAIL in client.get("/conta/").content.decode()
    assert "Escreva o novo" in client.get("/conta/seu-email/").content.decode()


def test_o_email_nao_se_poe_sem_mostrar_ha_pouco_quem_e(client: Client, falso: Falso) -> None:
    """Na sessão esquecida aberta ninguém põe o seu e-mail, nem liga o seu gov.br."""
    entrar(client, falso)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert "Confirmar com o gov.br" in client.get("/conta/seu-email/").content.decode()
        client.post("/conta/seu-email/", {"login": EMAIL})
        assert client.get("/conta/seu-email/conferir/")["Location"].startswith("/conta/seu-email/")
        entrar(client, falso, sub=OUTRO)
        assert SocialAccount.objects.get().uid == CPF
        assert "Confirmar com o gov.br" in client.get("/conta/seu-email/").content.decode()
        entrar(client, falso)
        assert "Receber um código" in client.get("/conta/seu-email/").content.decode()


def test_o_email_de_outra_conta_e_o_codigo_errado_tres_vezes(client: Client, falso: Falso) -> None:
    UsuarioFactory.create(email=EMAIL)
    entrar(client, falso)
    client.post("/conta/seu-email/", {"login": EMAIL})
    pagina = client.post("/conta/seu-email/conferir/", {"code": codigo_recebido()}, follow=True)
    assert "já é de outra conta" in pagina.content.decode()
    client.post("/conta/seu-email/", {"login": "outro@exemplo.invalid"})
    assert codigo_recebido() not in str(dict(client.session))
    for _ in range(3):
        pagina = client.post("/conta/seu-email/conferir/", {"code": errado()}, follow=True)
    assert "Peça outro" in pagina.content.decode()
    certo = client.post("/conta/seu-email/conferir/", {"code": codigo_recebido()})
    assert certo["Location"].startswith("/conta/seu-email/")
    assert "você entra pelo gov.br" in client.get("/conta/").content.decode()


def test_quem_trabalha_nao_poe_email_por_aqui(client: Client, falso: Falso) -> None:
    servidor = elenco.servidor(elenco.unidade())
    type(servidor).objects.filter(pk=servidor.pk).update(email=None)
    client.force_login(servidor)
    assert client.get("/conta/seu-email/")["Location"] == "/conta/"


def test_uma_conta_nao_junta_dois_cpf_em_nivel_nenhum(
    client: Client, falso: Falso, subtests: pytest.Subtests
) -> None:
    ana = UsuarioFactory.create(password="uma-senha-comprida-156")
    provar_cpf(usuario=ana, cpf=OUTRO, como=Municipe.Prova.DOCUMENTO)
    client.force_login(ana)
    client.post("/conta/reauthenticate/", {"password": "uma-senha-comprida-156"})
    for nivel in ("bronze", "gold"):
        with subtests.test(nivel):
            volta = entrar(client, falso, reliability_info={"level": nivel})
            assert "já é de outro CPF" in client.get(volta["Location"]).content.decode()
            assert not SocialAccount.objects.exists()
    dono = Client()
    entrar(dono, falso)
    assert quem(dono) not in {"", str(ana.pk)}, "o dono do CPF entra"


def test_bronze_de_quem_ja_comprovou_nao_ouve_que_nao_comprova(client: Client, falso: Falso) -> None:
    entrar(client, falso)
    entrar(outro := Client(), falso, reliability_info={"level": "bronze"})
    assert "nível bronze" not in outro.get("/conta/").content.decode()
    assert municipe_de(SocialAccount.objects.get().user)


def test_sair_depois_de_ligar_o_gov_br_vai_a_saida_dele(client: Client, falso: Falso) -> None:
    ana = UsuarioFactory.create(password="uma-senha-comprida-156")
    client.force_login(ana)
    client.post("/conta/reauthenticate/", {"password": "uma-senha-comprida-156"})
    entrar(client, falso)
    assert client.post("/conta/logout/")["Location"].startswith(f"{falso.emissor}logout?")


def test_o_cpf_nao_fica_na_sessao_enquanto_se_espera_o_segundo_fator(client: Client, falso: Falso) -> None:
    entrar(client, falso)
    pessoa = SocialAccount.objects.get().user
    segredo = generate_totp_secret()
    TOTP.activate(pessoa, segredo)
    assert Authenticator.objects.exists()
    espera = Client()
    entrar(espera, falso)
    assert CPF not in str(dict(espera.session))
    assert not quem(espera)
    espera.post("/conta/2fa/authenticate/", {"code": codigo_agora(segredo)})
    assert quem(espera) == str(pessoa.pk)
