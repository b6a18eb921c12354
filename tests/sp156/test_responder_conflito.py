"""Toda recusa de ação vira a mesma página 409, com o que a pessoa digitou."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from assistente.rascunhos import criar
from protocolo.erros import Conflito, RecusaDeAcao, TransicaoProibida
from sp156.web.middleware import respostas_de_erro

pytestmark = pytest.mark.django_db


def tratar(erro: Exception, **campos: str) -> HttpResponse | None:
    pedido = RequestFactory().post("/caixa/pedido/finalizar/", campos)
    pedido.user = AnonymousUser()
    return respostas_de_erro(lambda _: HttpResponse()).process_exception(pedido, erro)


@pytest.mark.parametrize("tipo", [Conflito, TransicaoProibida])
def test_recusa_vira_409_com_a_frase_e_o_texto_digitado(tipo: type[RecusaDeAcao]) -> None:
    resposta = tratar(
        tipo("Outra pessoa já finalizou."),
        resposta="Tapamos o buraco.",
        versao="7",
        csrfmiddlewaretoken="prova-que-nao-volta",
    )
    assert resposta is not None
    pagina = resposta.content.decode()
    assert resposta.status_code == 409
    assert "Outra pessoa já finalizou." in pagina
    assert "Tapamos o buraco." in pagina
    assert "prova-que-nao-volta" not in pagina


def test_senha_nunca_volta_na_pagina() -> None:
    resposta = tratar(Conflito("não"), password1="Jabuticaba-156", texto="fica")
    assert resposta is not None
    assert "Jabuticaba-156" not in resposta.content.decode()


def test_outros_erros_seguem_o_caminho_normal() -> None:
    assert tratar(ValueError("defeito")) is None


def test_sem_erro_a_resposta_passa_intacta() -> None:
    esperada = HttpResponse("ok")
    assert respostas_de_erro(lambda _: esperada)(HttpRequest()) is esperada


def test_o_rascunho_que_nao_se_abre_diz_a_verdade_e_devolve_o_escrito(client: Client) -> None:
    """De outro navegador (403) e o que já não existe (404): o texto volta, e o caminho é começar outro."""
    outro = criar(tipo="informacao", assunto="")
    for rascunho, situacao, dito in ((outro.pk, 403, "outro navegador"), (uuid4(), 404, "já não existe")):
        resposta = client.post(f"/e-sic/pedir/{rascunho}/identificacao/", {"texto": "Quanto custou?"})
        pagina = resposta.content.decode()
        assert resposta.status_code == situacao
        assert all(frase in pagina for frase in (dito, "Quanto custou?", 'href="/e-sic/pedir/"'))
        assert "A conta em uso" not in pagina


def test_o_envio_sem_a_prova_do_csrf_devolve_o_escrito_e_o_caminho() -> None:
    escrito = {"protocolo": "12345", "password": "senha-que-nao-volta"}
    resposta = Client(enforce_csrf_checks=True).post("/acompanhar/", escrito)
    pagina = resposta.content.decode()
    assert resposta.status_code == 403
    assert all(dito in pagina for dito in ("Nada foi enviado", "12345", 'href="/acompanhar/"'))
    assert "senha-que-nao-volta" not in pagina
