"""O registro do servidor não guarda a chave de um pedido nem o link da senha."""

from __future__ import annotations

import logging

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from assistente.rascunhos import criar
from sp156.logs import SemSegredos


@pytest.mark.parametrize(
    ("endereco", "escrito"),
    [
        ("/acompanhar/123456789012345/K7TF3HXA/", "/acompanhar/123456789012345/…/"),
        ("/conta/password/reset/key/1-abc123/", "/conta/password/reset/key/…/"),
        ("/conta/troca/7-email-123:abc/", "/conta/troca/…/"),
        ("/avisos/recibos/um-segredo-comprido/sms/", "/avisos/recibos/…/sms/"),
        ("/transparencia/bairro/sair/gAAAAAB-_x=/", "/transparencia/bairro/sair/…/"),
        ("/Acompanhar/123456789012345/K7TF3HXA/", "/Acompanhar/123456789012345/…/"),
        ("/acompanhar/123456789012345/mandar/", "/acompanhar/123456789012345/mandar/"),
        ("/servicos/tapa-buraco/", "/servicos/tapa-buraco/"),
    ],
)
def test_o_endereco_que_falhou_perde_o_segredo(endereco: str, escrito: str) -> None:
    linha = logging.LogRecord(
        "django.request", 40, "", 0, "%s: %s", ("Internal Server Error", endereco), None
    )
    assert SemSegredos().filter(linha)
    assert linha.getMessage() == f"Internal Server Error: {escrito}"


def test_o_que_vai_para_a_saida_passa_pelo_filtro() -> None:
    tratadores = logging.getLogger().handlers
    assert any(isinstance(filtro, SemSegredos) for tratador in tratadores for filtro in tratador.filters)


@pytest.mark.django_db
def test_recusa_e_uma_linha_sem_a_pilha(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    de_outro = criar(tipo="informacao", assunto="informacao")
    assert client.get(reverse("esic:retomar", args=[de_outro.pk])).status_code == 403
    (linha,) = [linha for linha in caplog.records if linha.name == "django.request"]
    assert not linha.exc_info


def test_defeito_leva_a_pilha(caplog: pytest.LogCaptureFixture) -> None:
    def quebrada(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError("defeito")

    resposta = convert_exception_to_response(quebrada)(RequestFactory().get("/"))
    assert isinstance(resposta, HttpResponse)
    assert resposta.status_code == 500
    assert [bool(linha.exc_info) for linha in caplog.records if linha.name == "django.request"] == [True]
