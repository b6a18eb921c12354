"""Quem abre cada página do assistente, em que ordem e com que método."""

import pytest
from django.test import Client

from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, PEQUENO, Pedinte, sopa, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

DO_PEDIDO = [
    "",
    "local/",
    "local/escolher/",
    "local/ruas/",
    "detalhes/",
    "orientacao/",
    "foto/1/",
    "identificacao/",
    "conferir/",
    "confirmacao/",
    "recibo/",
]


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


@pytest.mark.parametrize("passo", DO_PEDIDO)
def test_outro_navegador_e_403(quem: Pedinte, passo: str) -> None:
    assert Client().get(quem.endereco(passo)).status_code == 403
    assert Client().post(quem.endereco(passo)).status_code == 403


@pytest.mark.parametrize("passo", DO_PEDIDO)
def test_pedido_de_outro_servico_e_404(quem: Pedinte, passo: str) -> None:
    elenco.servico("outro", "Outro")
    quem.slug = "outro"
    assert quem.ver(passo).status_code == 404


@pytest.mark.parametrize("passo", DO_PEDIDO)
def test_metodo_errado_e_405(quem: Pedinte, passo: str) -> None:
    assert quem.client.put(quem.endereco(passo)).status_code == 405


@pytest.mark.parametrize("passo", ["detalhes/", "orientacao/", "identificacao/", "conferir/"])
def test_nao_se_pula_passo(quem: Pedinte, passo: str) -> None:
    assert quem.ver(passo)["Location"] == quem.endereco("local/")
    assert quem.mandar(passo, PEQUENO)["Location"] == quem.endereco("local/")
    assert "detalhes" not in quem.rascunho.dados


def test_escolher_lugar_sem_ter_escrito_endereco_volta_ao_local(quem: Pedinte) -> None:
    assert quem.ver("local/escolher/")["Location"] == quem.endereco("local/")


def test_recarregar_e_voltar_nao_perdem_nada(quem: Pedinte) -> None:
    quem.mandar("local/", BADARO)
    quem.mandar("detalhes/", PEQUENO)
    antes = quem.rascunho.dados
    for passo in ("detalhes/", "local/", "identificacao/", "detalhes/"):
        assert quem.ver(passo).status_code == 200
    assert quem.rascunho.dados == antes


def test_cada_pagina_leva_a_anterior(quem: Pedinte) -> None:
    quem.ate("conferir")
    anteriores = {}
    for passo in ("local", "detalhes", "identificacao", "conferir"):
        link = sopa(quem.ver(f"{passo}/")).select_one("a.govuk-back-link")
        assert link is not None
        anteriores[passo] = link["href"]
    assert anteriores == {
        "local": "/solicitar/tapa-buraco/",
        "detalhes": quem.endereco("local/"),
        "identificacao": quem.endereco("detalhes/"),
        "conferir": quem.endereco("identificacao/"),
    }


def test_pedido_de_quem_entrou_nao_e_de_outra_conta(client: Client) -> None:
    territorio()
    client.force_login(elenco.pessoa("José Conta"))
    quem = Pedinte(client)
    quem.comecar()
    outra = Client()
    outra.force_login(elenco.pessoa("Rita Conta"))
    assert outra.get(quem.endereco("local/")).status_code == 403


def test_entrada_que_expira_leva_a_entrar_e_nao_perde_o_que_se_escreveu(client: Client) -> None:
    territorio()
    client.force_login(elenco.pessoa("José Conta"))
    quem = Pedinte(client)
    quem.ate("detalhes")
    client.logout()
    pagina = quem.ver("detalhes/")
    assert pagina["Location"] == f"/conta/login/?next={quem.endereco('detalhes/')}"
    resposta = quem.mandar("detalhes/", {"descricao": "Já tinha escrito tudo isto."})
    assert resposta.status_code == 409
    assert "Já tinha escrito tudo isto." in resposta.content.decode()
    assert "entre de novo" in resposta.content.decode()


def test_entrada_que_expira_numa_sugestao_leva_a_pagina_inteira_a_entrar(client: Client) -> None:
    territorio()
    client.force_login(elenco.pessoa("José Conta"))
    quem = Pedinte(client)
    quem.comecar()
    client.logout()
    onde = quem.endereco("local/")
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{onde}"}
    resposta = client.get(quem.endereco("local/ruas/"), headers=htmx)
    assert resposta["HX-Redirect"] == f"/conta/login/?next={onde}"
    assert resposta.content == b""


def test_o_cookie_adulterado_nao_abre(quem: Pedinte) -> None:
    intruso = Client()
    intruso.cookies["rascunhos"] = quem.client.cookies["rascunhos"].value[:-2] + "xx"
    assert intruso.get(quem.endereco("local/")).status_code == 403
