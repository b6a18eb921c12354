"""Toda recusa de ação vira a mesma página 409, com o que a pessoa digitou."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

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
        csrfmiddlewaretoken="x1x",
    )
    assert resposta is not None
    pagina = resposta.content.decode()
    assert resposta.status_code == 409
    assert "Outra pessoa já finalizou." in pagina
    assert "Tapamos o buraco." in pagina
    assert "x1x" not in pagina


def test_senha_nunca_volta_na_pagina() -> None:
    resposta = tratar(Conflito("não"), password1="Jabuticaba-156", texto="fica")
    assert resposta is not None
    assert "Jabuticaba-156" not in resposta.content.decode()


def test_outros_erros_seguem_o_caminho_normal() -> None:
    assert tratar(ValueError("defeito")) is None


def test_sem_erro_a_resposta_passa_intacta() -> None:
    esperada = HttpResponse("ok")
    assert respostas_de_erro(lambda _: esperada)(HttpRequest()) is esperada
