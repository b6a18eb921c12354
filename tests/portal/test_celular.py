"""O celular da conta só entra provado por um código; quem não o prova não muda nada."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from avisos.models import Aviso
from contas.models import RegistroDeAcesso, Usuario
from contas.segredos import chaves
from tests.contas.factories import UsuarioFactory
from tests.servidores.provedor import canais

pytestmark = pytest.mark.django_db
CELULAR = "11987654321"
ONDE = "/area/avisos/celular/"


@pytest.fixture
def ana(client: Client, settings: Settings) -> Usuario:
    cache.clear()
    quem = UsuarioFactory.create(nome="Ana", email="ana@exemplo.invalid")
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    settings.CANAIS = canais("http://127.0.0.1:9", "sms")
    return quem


def pedir(client: Client, celular: str = "(11) 98765-4321") -> HttpResponse:
    return client.post(ONDE, {"celular": celular}, follow=True)  # type: ignore[return-value]


def digitar(client: Client, codigo: str) -> HttpResponse:
    return client.post(f"{ONDE}codigo/", {"codigo": codigo}, follow=True)  # type: ignore[return-value]


def da_conta(quem: Usuario) -> str | None:
    return Usuario.objects.get(pk=quem.pk).celular_dos_avisos or None


def mandado() -> tuple[str, str]:
    """Para que número foi o último código, e qual é."""
    aviso = Aviso.objects.filter(modelo=Aviso.CODIGO_POR_SMS).latest("pk")
    dito = chaves.decifrar(bytes(aviso.para_cifrado or b""))
    return dito["celular"], dito["texto"].split()[1]


def test_com_o_codigo_o_celular_e_da_conta(client: Client, ana: Usuario) -> None:
    assert pedir(client).status_code == 200
    assert da_conta(ana) is None
    para, codigo = mandado()
    assert para == CELULAR
    assert codigo not in str(dict(client.session))
    pagina = digitar(client, f"{codigo[:3]} {codigo[3:]}").content.decode()
    assert "O celular está na sua conta" in pagina
    assert da_conta(ana) == CELULAR
    assert RegistroDeAcesso.objects.get(pessoa=ana).ato == RegistroDeAcesso.Mudanca.CONTATO
    assert Usuario.objects.get(pk=ana.pk).celular is None, "só prova quem é depois que o e-mail não recusa"
    assert "código já não vale" in digitar(client, codigo).content.decode()  # um código, uma vez
    client.post(f"{ONDE}tirar/")
    assert da_conta(ana) is None


def test_errado_tres_vezes_ou_velho_nao_vale_mais(client: Client, ana: Usuario) -> None:
    pedir(client)
    _, codigo = mandado()
    errado = f"{(int(codigo) + 1) % 10**6:06}"
    for _ in range(2):
        resposta = digitar(client, errado)
        assert resposta.status_code == 422
        assert BeautifulSoup(resposta.content, "lxml").select_one("a[href='#id_codigo']")
    assert "código já não vale" in digitar(client, errado).content.decode()
    assert "código já não vale" in digitar(client, codigo).content.decode()
    pedir(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "código já não vale" in digitar(client, mandado()[1]).content.decode()
    assert da_conta(ana) is None


@pytest.mark.parametrize("numero", ["", "1133334444", "11 1234", "+1 202 555 0143", "abc", "\x00"])
def test_o_que_nao_e_celular_nao_recebe_codigo(client: Client, ana: Usuario, numero: str) -> None:
    resposta = pedir(client, numero)
    assert resposta.status_code == 422
    assert not Aviso.objects.exists()


def test_ninguem_enche_o_celular_de_outro(client: Client, ana: Usuario) -> None:
    for _ in range(4):
        assert pedir(client).status_code == 200
    resposta = pedir(client)
    assert resposta.status_code == 422
    assert "muitos códigos" in resposta.content.decode()
    assert Aviso.objects.count() == 4


def test_quem_prova_por_ultimo_fica_com_ele_e_o_outro_fica_sabendo(client: Client, ana: Usuario) -> None:
    """O número mudou de dono: a conta de antes não recebe mais o que é dela num aparelho alheio."""
    beto = UsuarioFactory.create(nome="Beto", email="beto@exemplo.invalid", celular=CELULAR)
    pagina = pedir(client).content.decode()
    assert "Beto" not in pagina
    digitar(client, mandado()[1])
    beto.refresh_from_db()
    ana.refresh_from_db()
    assert (ana.celular_novo, beto.celular) == (CELULAR, None)
    recado = Aviso.objects.get(usuario=beto)
    assert "noutra conta" in recado.corpo
    assert "Ana" not in recado.corpo


def test_sem_sms_na_cidade_nao_ha_pagina(client: Client, ana: Usuario, settings: Settings) -> None:
    assert "Pôr um celular na conta" in client.get("/area/avisos/").content.decode()
    settings.CANAIS = {}
    assert client.get(ONDE).status_code == 404
    assert "celular" not in client.get("/area/avisos/").content.decode().lower()
