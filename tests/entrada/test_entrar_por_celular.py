"""Entrar com o código que vai por SMS ao celular provado, sem dizer quem tem conta."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from avisos.models import Aviso
from contas.acoes import Identificacao, identificar
from contas.identificacao import valores_iniciais
from contas.models import Usuario
from contas.segredos import chaves
from entrada.entrar.email_ou_cpf import limpar_escrito
from tests.contas.factories import UsuarioFactory
from tests.entrada.codigos import CONFERIR, pedir, quem
from tests.servidores.provedor import canais

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
    assert "por SMS ao celular" in pagina
    assert all(dito not in str(dict(client.session)) for dito in (CELULAR, codigo))
    assert client.post(CONFERIR, {"code": codigo, "next": "/servicos/"})["Location"] == "/servicos/"
    assert quem(client) == str(ana.pk)


def test_o_celular_que_ainda_espera_a_recusa_nao_abre_nem_cria_conta(client: Client) -> None:
    ana = UsuarioFactory.create(celular=CELULAR)
    pedir(client, CELULAR)
    _, codigo = mandado()
    Usuario.objects.filter(pk=ana.pk).update(
        celular=None, celular_novo=CELULAR, celular_novo_em=timezone.now()
    )
    pagina = client.post(CONFERIR, {"code": codigo}, follow=True)
    assert "Este celular é o novo da sua conta" in pagina.content.decode()
    assert not quem(client)
    assert Usuario.objects.count() == 1


def test_quem_so_tem_celular_cria_a_conta_com_o_codigo(client: Client) -> None:
    pagina = client.get("/conta/criar/").content.decode()
    assert "E-mail ou celular" in pagina
    for errado in ("", "ana@", "52998224725", "1133334444"):
        assert client.post("/conta/criar/", {"nome": "Ana Lima", "login": errado}).status_code == 422
    dito = {"nome": "Ana Lima", "login": "(11) 98765-4321"}
    assert client.post("/conta/criar/", dito)["Location"] == CONFERIR
    para, codigo = mandado()
    assert para == CELULAR
    pagina = client.get(CONFERIR).content.decode()
    assert "(11) 98765-4321" in pagina
    client.post(CONFERIR, {"code": codigo})
    ana = Usuario.objects.get()
    assert (ana.nome, ana.celular, ana.email) == ("Ana Lima", CELULAR, None)
    assert quem(client) == str(ana.pk)
    assert "com um código por SMS" in client.get("/conta/").content.decode()


def test_quem_so_tem_celular_nao_o_escreve_de_novo() -> None:
    ana = UsuarioFactory.create(nome="Ana Lima", email=None, celular=CELULAR)
    assert valores_iniciais({}, ana)["telefone"] == CELULAR
    identificar(
        dados=Identificacao(
            nome="Ana Lima", tipo_documento="rg", documento="1", telefone=CELULAR, usuario=ana
        )
    )
    assert valores_iniciais({}, ana)["documento"] == "1"


def test_quem_pediu_o_codigo_sem_dizer_o_nome_diz_depois(client: Client) -> None:
    pedir(client, CELULAR, next="/servicos/")
    assert client.post(CONFERIR, {"code": mandado()[1], "next": "/servicos/"})["Location"] == (
        "/conta/criar/nome/?next=%2Fservicos%2F"
    )
    assert not Usuario.objects.exists()
    pagina = client.get("/conta/criar/nome/").content.decode()
    assert "Ainda não há conta com (11) 98765-4321" in pagina
    assert CELULAR not in str(dict(client.session))
    feita = client.post("/conta/criar/nome/", {"nome": "Ana Lima", "next": "/servicos/"})
    assert feita["Location"] == "/servicos/"
    assert quem(client) == str(Usuario.objects.get(celular=CELULAR).pk)


def test_so_tantos_codigos_por_dia_vao_a_quem_nao_tem_conta(settings: Settings) -> None:
    UsuarioFactory.create(celular=CELULAR)
    settings.CANAIS = canais("http://127.0.0.1:9", "sms")
    settings.CANAIS["sms"]["contas_novas"] = "1"
    paginas = []
    for numero in ("11911110001", "11911110002", CELULAR):
        navegador = Client()
        pedir(navegador, numero)
        lido = navegador.get(CONFERIR).content.decode()
        paginas.append(re.sub(r'value="\w{64}"|\(11\) 9\d{4}-\d{4}', "", lido))
    assert paginas[0] == paginas[1] == paginas[2]
    mandados = Aviso.objects.filter(modelo=Aviso.CODIGO_POR_SMS).order_by("pk")
    foram = [chaves.decifrar(bytes(aviso.para_cifrado or b""))["celular"] for aviso in mandados]
    assert foram == ["11911110001", CELULAR], "o teto não fecha a porta a quem tem conta"


def test_confirma_por_sms_quem_e_para_escolher_a_senha(client: Client) -> None:
    ana = UsuarioFactory.create(email=None, celular=CELULAR)
    client.force_login(ana)
    onde = "/conta/password/set/"
    pede = client.get(onde)["Location"]
    assert pede == "/conta/reauthenticate/codigo/?next=%2Fconta%2Fpassword%2Fset%2F"
    assert "(11) 98765-4321" in client.get(pede).content.decode()
    confere = client.post("/conta/reauthenticate/codigo/", {"recipient": CELULAR, "next": onde})["Location"]
    para, codigo = mandado()
    assert para == CELULAR
    assert client.post(confere, {"code": "000000", "next": onde}).status_code == 422
    assert client.post(confere, {"code": codigo, "next": onde})["Location"] == onde
    assert client.get(onde).status_code == 200


def test_o_sms_nao_confirma_quem_tem_email_nem_quem_trabalha(client: Client) -> None:
    for pessoa in (
        UsuarioFactory.create(celular=CELULAR),
        UsuarioFactory.create(email=None, celular="11911112222", is_staff=True),
    ):
        client.force_login(pessoa)
        pagina = client.get("/conta/reauthenticate/codigo/", follow=True).content.decode()
        assert "98765-4321" not in pagina
        assert "91111-2222" not in pagina
        client.post("/conta/reauthenticate/codigo/", {"recipient": pessoa.celular or ""})
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
        paginas.append(re.sub(r'value="\w{64}"|\(11\) 9\d{4}-\d{4}', "", lido))
    assert paginas[0] == paginas[1]
    assert feitos[0] == feitos[1]
    assert Aviso.objects.count() == 2, "com o dele, quem não tem conta cria uma"


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
