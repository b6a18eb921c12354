"""Entrar com o código que vai por SMS ao celular provado, sem dizer quem tem conta."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from avisos.models import Aviso
from contas.entrada.email_ou_cpf import limpar_escrito
from contas.models import Usuario
from contas.segredos import chaves
from tests.contas.codigos import CONFERIR, pedir, quem
from tests.contas.factories import UsuarioFactory
from tests.provedor import canais

pytestmark = pytest.mark.django_db
CELULAR, SENHA = "11987654321", "uma-senha-comprida-156"


@pytest.fixture(autouse=True)
def com_sms(settings: Settings) -> None:
    cache.clear()
    settings.CANAIS = canais("http://127.0.0.1:9", "sms")


def mandado() -> tuple[str, str]:
    dito = chaves.decifrar(bytes(Aviso.objects.get(modelo=Aviso.CODIGO_POR_SMS).para_cifrado or b""))
    return dito["celular"], dito["texto"].split()[1]


def test_entra_com_o_codigo_que_foi_ao_celular(client: Client) -> None:
    ana = UsuarioFactory.create(email=None, celular=CELULAR)
    assert "E-mail, CPF ou celular" in client.get("/conta/login/").content.decode()
    pedir(client, "(11) 98765-4321", next="/servicos/")
    para, codigo = mandado()
    assert para == CELULAR
    pagina = client.get(CONFERIR).content.decode()
    assert "Se este celular já foi comprovado" in pagina
    assert all(dito not in str(dict(client.session)) for dito in (CELULAR, codigo))
    assert client.post(CONFERIR, {"code": codigo, "next": "/servicos/"})["Location"] == "/servicos/"
    assert quem(client) == str(ana.pk)


def test_o_celular_que_mudou_de_conta_ou_ainda_espera_a_recusa_nao_abre(client: Client) -> None:
    ana = UsuarioFactory.create(celular=CELULAR)
    pedir(client, CELULAR)
    _, codigo = mandado()
    Usuario.objects.filter(pk=ana.pk).update(celular=None, celular_novo=CELULAR)
    assert client.post(CONFERIR, {"code": codigo})["Location"] == "/conta/login/"
    assert not quem(client)
    Aviso.objects.all().delete()
    pedir(client, CELULAR)
    assert not Aviso.objects.exists()


def test_nada_diz_se_ha_conta_com_o_celular() -> None:
    UsuarioFactory.create(celular=CELULAR)
    feitos, paginas = [], []
    for escrito in (CELULAR, "11912345678"):
        navegador = Client()
        with CaptureQueriesContext(connection) as consultas:
            pedir(navegador, escrito)
        feitos.append([c["sql"].split()[0] for c in consultas if "SAVEPOINT" not in c["sql"]])
        recusa = navegador.post(CONFERIR, {"code": "abc"})
        assert recusa.status_code == 422
        lido = navegador.get(CONFERIR).content.decode() + recusa.content.decode()
        paginas.append(re.sub(r'value="\w{64}"', "", lido.replace(escrito, "")))
    assert paginas[0] == paginas[1]
    assert feitos[0] == feitos[1]
    assert Aviso.objects.count() == 1, "ao número que não é de conta nenhuma não vai nada"


def test_o_numero_que_tambem_e_cpf_e_cpf_se_nao_se_escreveu_como_telefone(
    settings: Settings, subtests: pytest.Subtests
) -> None:
    de_cpf = "52998224725"
    for escrito, limpo in {
        CELULAR: f"+55{CELULAR}",
        "11 98765-4321": f"+55{CELULAR}",
        "+55 11 98765 4321": f"+55{CELULAR}",
        "011987654321": f"+55{CELULAR}",
        "529.982.247-25": de_cpf,
        de_cpf: de_cpf,
        "11900000083": "11900000083",
        "(11) 90000-0083": "+5511900000083",
        "1133334444": "1133334444",
        "ana@x.invalid": "ana@x.invalid",
    }.items():
        with subtests.test(escrito):
            assert limpar_escrito(escrito) == limpo
    settings.CANAIS = {}
    assert limpar_escrito(CELULAR) == CELULAR, "sem SMS na cidade, celular não é porta"
    assert Client().post("/conta/codigo/", {"login": CELULAR}).status_code == 422


def test_o_celular_com_a_senha_tambem_entra(client: Client) -> None:
    ana = UsuarioFactory.create(email=None, celular=CELULAR, password=SENHA)
    client.post("/conta/login/", {"login": "11 98765-4321", "password": SENHA})
    assert quem(client) == str(ana.pk)


def test_na_conta_sem_contato_a_sessao_esquecida_aberta_nao_poe_um_celular(client: Client) -> None:
    client.force_login(UsuarioFactory.create(email=None))
    onde = "/area/avisos/celular/"
    assert client.get(onde)["Location"] == "/conta/seu-email/"
    assert client.post(onde, {"celular": CELULAR})["Location"] == "/conta/seu-email/"
    assert not Aviso.objects.exists()
