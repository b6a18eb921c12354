"""O registro em JSON: a hora com o fuso, o número do pedido, e nada de quem pediu; parado, cala-se."""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime

import pytest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from sp156 import logs
from sp156.web.middleware import numerado

CANARIOS = (
    "canaria@exemplo.gov.br",
    "529.982.247-25",
    "52998224725",
    "(11) 98765-4321",
    "11987654321",
    "CHAVE-SECRETA",
)


def linha(dito: str, *args: object, erro: Exception | None = None) -> logging.LogRecord:
    pilha = (type(erro), erro, erro.__traceback__) if erro else None
    return logging.LogRecord("sp156.prova", logging.ERROR, "", 0, dito, args, pilha)


def recusada() -> IntegrityError:
    """Como o PostgreSQL recusa: com o valor."""
    try:
        raise IntegrityError(
            f"Key (contato)=({', '.join(CANARIOS[:5])}) em /acompanhar/1/CHAVE-SECRETA/ already exists"
        )
    except IntegrityError as erro:
        return erro


@pytest.mark.parametrize("escrita", [logs.EmJson(), logs.EmLinha()], ids=["json", "linha"])
def test_nada_de_quem_pediu_nem_na_pilha(escrita: logging.Formatter) -> None:
    ditas = escrita.format(linha("%s: %s", "não foi", " ".join(CANARIOS[:5]), erro=recusada()))
    for canario in CANARIOS:
        assert canario not in ditas
    assert "IntegrityError" in ditas
    protocolo = escrita.format(linha("o protocolo 102938475610293 às 12:30:45, de 10.0.0.1"))
    assert "102938475610293 às 12:30:45, de 10.0.0.1" in protocolo


def test_cada_linha_e_um_objeto_com_hora_fuso_e_pedido() -> None:
    def pagina(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(logs.EmJson().format(linha("feito\nem duas linhas")))

    resposta = numerado(pagina)(RequestFactory().get("/"))
    (so_uma,) = resposta.content.decode().splitlines()
    lida = json.loads(so_uma)
    assert lida["pedido"] == resposta["X-Pedido"]
    assert re.fullmatch(r"[0-9a-f]{16}", lida["pedido"])
    assert datetime.fromisoformat(lida["em"]).utcoffset() is not None
    assert (lida["nivel"], lida["dito"]) == ("ERROR", "feito\nem duas linhas")
    assert {"pilha", "situacao"}.isdisjoint(lida)


@pytest.mark.django_db
def test_a_recusa_do_django_leva_o_numero_que_a_resposta_diz(client: Client) -> None:
    resposta = client.get("/nao-existe/")
    assert logs.PEDIDO.get() == resposta["X-Pedido"]
    assert client.get("/nao-existe/")["X-Pedido"] != resposta["X-Pedido"]


def test_parado_cala_se_e_o_defeito_de_uma_tarefa_diz_se() -> None:
    for nome in ("celery.beat", "celery.worker.strategy", "celery.app.trace"):
        registro = logging.getLogger(nome)
        assert not registro.isEnabledFor(logging.INFO)
        assert registro.isEnabledFor(logging.ERROR)
