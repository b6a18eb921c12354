"""O teste acaba com o último pedido da página dele: o banco não volta à base enquanto alguém grava."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Demorou
from threading import Event
from typing import TYPE_CHECKING, cast

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http.response import HttpResponseBase

from tests.servidores.portal import Portal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PEDIDO: WSGIEnvironment = {"PATH_INFO": "/"}


class Demorado(Portal):
    """Cada pedido começa, e só acaba quando se deixa."""

    def __init__(self) -> None:
        super().__init__(WSGIHandler())
        self.comecou, self.pode_acabar = Event(), Event()

    def atender(self, environ: WSGIEnvironment, start_response: StartResponse) -> HttpResponseBase:
        assert environ == PEDIDO
        self.comecou.set()
        assert self.pode_acabar.wait(10)
        start_response("200 OK", [])
        return cast("HttpResponseBase", [b"guardado"])


@pytest.fixture
def demorado() -> Iterator[Demorado]:
    feito = Demorado()
    yield feito
    feito.pode_acabar.set()
    feito.fechar()


def pedir(portal: Portal) -> str:
    """A situação com que respondeu."""
    ditas: list[str] = []
    portal(PEDIDO, lambda situacao, *_resto: ditas.append(situacao))  # type: ignore[arg-type]
    return ditas[0]


def test_para_depois_do_pedido_que_ja_se_atende(demorado: Demorado) -> None:
    with ThreadPoolExecutor(2) as threads:
        pedido = threads.submit(pedir, demorado)
        assert demorado.comecou.wait(10)
        parou = threads.submit(demorado.parar_de_receber)
        with pytest.raises(Demorou):
            parou.result(timeout=0.1)
        demorado.pode_acabar.set()
        parou.result(timeout=10)
        assert pedido.result(timeout=10) == "200 OK"


def test_parado_nao_atende_e_de_volta_atende(demorado: Demorado) -> None:
    demorado.pode_acabar.set()
    demorado.parar_de_receber()
    assert pedir(demorado) == "503 Service Unavailable"
    assert not demorado.comecou.is_set()
    demorado.voltar_a_receber()
    assert pedir(demorado) == "200 OK"
