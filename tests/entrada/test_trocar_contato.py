"""Trocar o e-mail ou o celular: o novo recebe avisos; só prova depois das 72 horas do antigo para recusar."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from avisos.canais.destinos import destinos
from avisos.models import Aviso
from avisos.situacoes import Canal
from contas.models import Interessado, RegistroDeAcesso, Usuario
from contas.segredos import chaves
from entrada.acesso import trocas
from entrada.acesso.celular import provar_celular
from entrada.tasks import efetivar_trocas
from tests.contas.factories import UsuarioFactory
from tests.entrada.codigos import codigo_recebido, pedir, quem
from tests.servidores.provedor import canais

pytestmark = pytest.mark.django_db
ANTIGO, NOVO, SENHA = "ana@exemplo.invalid", "ana.nova@exemplo.invalid", "uma-senha-comprida-156"
ONDE = "/conta/seu-email/"
TRES_DIAS = timedelta(hours=72, minutes=1)


@pytest.fixture
def ana(client: Client) -> Usuario:
    cache.clear()
    pessoa = UsuarioFactory.create(nome="Ana", email=ANTIGO, password=SENHA)
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    client.post("/conta/reauthenticate/", {"password": SENHA})
    return pessoa


def trocar(client: Client, email: str = NOVO) -> str:
    """Pede e digita o código; devolve o link que foi ao contato antigo."""
    client.post(ONDE, {"login": email})
    pagina = client.post(f"{ONDE}conferir/", {"code": codigo_recebido()}, follow=True)
    assert "Os avisos já vão ao e-mail novo" in pagina.content.decode()
    return link_mandado(Aviso.objects.latest("pk").corpo)


def link_mandado(texto: str) -> str:
    achado = re.search(r"https?://[^/]+(/conta/troca/\S+)", texto)
    assert achado
    return achado[1]


def para(interessado: Interessado) -> str:
    return destinos(Aviso(interessado=interessado)).get(Canal.EMAIL, "")


def test_o_novo_recebe_avisos_ja_e_so_entra_depois_de_72_horas(client: Client, ana: Usuario) -> None:
    caso = Interessado.objects.create(identidade="declarada", usuario=ana, email=ANTIGO)
    de_outro = Interessado.objects.create(identidade="declarada", usuario=ana, email="mae@exemplo.invalid")
    assert client.post(ONDE, {"login": ANTIGO}).status_code == 422
    trocar(client)
    recado = Aviso.objects.latest("pk")
    assert recado.usuario == ana, "vai ao antigo, que ainda é o da conta"
    assert NOVO not in recado.corpo
    caso, de_outro = (Interessado.objects.select_related("usuario").get(pk=i.pk) for i in (caso, de_outro))
    assert (para(caso), para(de_outro)) == (NOVO, "mae@exemplo.invalid")
    pagina = client.get("/conta/").content.decode()
    assert ANTIGO in pagina
    assert NOVO in pagina
    pedir(com_o_novo := Client(), NOVO)
    conferido = com_o_novo.post("/conta/codigo/conferir/", {"code": codigo_recebido()}, follow=True)
    assert "Entre com o de antes" in conferido.content.decode()
    assert quem(com_o_novo) == "", "o novo ainda não abre a conta, nem cria outra"
    pedir(com_o_antigo := Client(), ANTIGO)
    com_o_antigo.post("/conta/codigo/conferir/", {"code": codigo_recebido()})
    assert quem(com_o_antigo) == str(ana.pk)
    with time_machine.travel(timezone.now() + TRES_DIAS):
        efetivar_trocas()
        efetivar_trocas()
    ana.refresh_from_db()
    assert (ana.email, ana.email_novo, ana.email_novo_em) == (NOVO, None, None)
    assert [*EmailAddress.objects.filter(user=ana).values_list("email", "primary")] == [(NOVO, True)]
    assert para(Interessado.objects.select_related("usuario").get(pk=caso.pk)) == NOVO
    pedir(com_o_novo := Client(), NOVO)
    com_o_novo.post("/conta/codigo/conferir/", {"code": codigo_recebido()})
    assert quem(com_o_novo) == str(ana.pk)


@pytest.mark.parametrize(
    ("nome", "dito"),
    [
        ("Ana D'Ávila-Souza", "na conta de Ana D'Ávila-Souza no SP156"),
        ("Ana, pague em sp156.app", "na sua conta no SP156"),
        ("Ligue 0800 770 1234", "na sua conta no SP156"),
        ("a " * 40 + "b", "na sua conta no SP156"),
    ],
)
def test_o_nome_que_nao_e_de_gente_nao_se_repete(client: Client, ana: Usuario, nome: str, dito: str) -> None:
    Usuario.objects.filter(pk=ana.pk).update(nome=nome)
    trocar(client)
    assert dito in Aviso.objects.latest("pk").corpo


def test_abrir_o_link_nao_muda_nada_e_o_botao_recusa(client: Client, ana: Usuario) -> None:
    link, estranho = trocar(client), Client(enforce_csrf_checks=False)
    antes = Usuario.objects.filter(pk=ana.pk).values().get()
    assert "Foi você que trocou o e-mail" in estranho.get(link).content.decode()
    assert estranho.head(link).status_code == 200
    assert Usuario.objects.filter(pk=ana.pk).values().get() == antes
    assert "foi recusada" in estranho.post(link).content.decode()
    assert Usuario.objects.get(pk=ana.pk).email_novo is None
    assert estranho.post(link).status_code == 410, "vale uma vez"
    assert RegistroDeAcesso.objects.filter(pessoa=ana, detalhe__contains="recusado", por=None).exists()
    with time_machine.travel(timezone.now() + TRES_DIAS):
        efetivar_trocas()
    assert Usuario.objects.get(pk=ana.pk).email == ANTIGO


def test_link_de_outra_troca_adulterado_ou_velho_nao_recusa(
    client: Client, ana: Usuario, subtests: pytest.Subtests
) -> None:
    primeiro = trocar(client)
    link = trocar(client, "terceiro@exemplo.invalid")
    pk, _, resto = link.removeprefix("/conta/troca/").partition("-")
    ruins = [primeiro, f"/conta/troca/{int(pk) + 1}-{resto}", "/conta/troca/1-senha-1:x/", "/conta/troca/x/"]
    for ruim in ruins:
        with subtests.test(ruim):
            assert client.get(ruim).status_code == client.post(ruim).status_code == 410
    with time_machine.travel(timezone.now() + TRES_DIAS):
        assert client.post(link).status_code == 410
    assert Usuario.objects.get(pk=ana.pk).email_novo == "terceiro@exemplo.invalid"


def test_o_email_de_outra_conta_nao_passa_nem_no_fim_do_prazo(client: Client, ana: Usuario) -> None:
    trocar(client)
    UsuarioFactory.create(email=NOVO)
    with time_machine.travel(timezone.now() + TRES_DIAS):
        efetivar_trocas()
    ana.refresh_from_db()
    assert (ana.email, ana.email_novo) == (ANTIGO, None)


def test_sem_mostrar_quem_e_nao_se_troca(client: Client, ana: Usuario) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert "/conta/reauthenticate/" in client.post(ONDE, {"login": NOVO})["Location"]
    assert not Aviso.objects.exists()


def test_a_administracao_que_troca_o_email_esquece_o_que_esperava(ana: Usuario) -> None:
    trocas.trocar(usuario=ana, qual="email", novo=NOVO)
    trocas.esquecer(ana, "email")
    assert trocas.efetivar(timezone.now() + TRES_DIAS) == 0


def test_o_celular_antigo_e_avisado_por_sms_e_recusa(
    client: Client, ana: Usuario, settings: Settings
) -> None:
    settings.CANAIS = canais("http://127.0.0.1:9", "sms")
    Usuario.objects.filter(pk=ana.pk).update(celular="11911112222")
    ana.refresh_from_db()
    provar_celular(usuario=ana, celular="11933334444")
    ana.refresh_from_db()
    assert (ana.celular, ana.celular_dos_avisos) == ("11911112222", "11933334444")
    por_sms = Aviso.objects.get(modelo=Aviso.CODIGO_POR_SMS)
    dito = chaves.decifrar(bytes(por_sms.para_cifrado or b""))
    assert dito["celular"] == "11911112222"
    assert Aviso.objects.filter(usuario=ana, corpo__contains="/conta/troca/").exists(), "e o e-mail também"
    assert "foi recusada" in client.post(link_mandado(dito["texto"])).content.decode()
    ana.refresh_from_db()
    assert ana.celular_dos_avisos == "11911112222"
