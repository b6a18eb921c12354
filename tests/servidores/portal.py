"""O portal das jornadas, como em produção: o navegador guarda os estáticos, e poucas threads atendem a todos.

O servidor do pytest-django faz uma thread por ligação do navegador, e cada uma abriria o seu banco e o seu
cache, que só serviriam a uma página.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import TYPE_CHECKING, cast

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from pytest_django.live_server_helper import LiveServer

from portal.aplicativo import trabalhador
from tests.navegador import axe

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

THREADS = 32
"""As que podem esperar ao mesmo tempo; só nascem as que faltam, quase sempre duas ou três."""

NO_ICONE = """self.noIcone = [];
WorkerNavigator.prototype.setAppBadge = async (quantos) => void self.noIcone.push(quantos);
WorkerNavigator.prototype.clearAppBadge = async () => void self.noIcone.push(0);
"""


class Portal(StaticFilesHandler):
    """O aplicativo, que uma das threads atende, enquanto recebe pedidos."""

    def __init__(self, aplicativo: WSGIHandler) -> None:
        super().__init__(aplicativo)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="portal")
        self.bancos: set[BaseDatabaseWrapper] = set()
        self.entrada, self.recebe = Lock(), True
        self.em_curso: set[Future[HttpResponseBase]] = set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> HttpResponseBase:
        if environ["PATH_INFO"] == axe.ENDERECO:
            return levar_axe(start_response)
        with self.entrada:
            if not self.recebe:
                start_response("503 Service Unavailable", [])
                return cast("HttpResponseBase", [])
            pedido = self.threads.submit(self.atender, environ, start_response)
            self.em_curso.add(pedido)
        pedido.add_done_callback(self.em_curso.discard)
        return pedido.result()

    def atender(self, environ: WSGIEnvironment, start_response: StartResponse) -> HttpResponseBase:
        self.bancos.add(connections["default"])
        return super().__call__(environ, start_response)

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        resposta = super().serve(request)
        resposta.headers["Cache-Control"] = "max-age=3600"
        return resposta

    def voltar_a_receber(self) -> None:
        self.recebe = True

    def parar_de_receber(self) -> None:
        """Não atende mais ninguém, e espera que acabe o que já atendia."""
        with self.entrada:
            self.recebe = False
        wait(self.em_curso.copy())

    def fechar(self) -> None:
        """Acabado o último pedido, o banco de cada thread."""
        self.threads.shutdown()
        for banco in self.bancos:
            banco.inc_thread_sharing()
            banco.close()


def levar_axe(start_response: StartResponse) -> HttpResponseBase:
    tipo, guardar = ("Content-Type", "text/javascript; charset=utf-8"), ("Cache-Control", "max-age=3600")
    start_response("200 OK", [tipo, guardar])
    return cast("HttpResponseBase", [axe.AXE.read_bytes()])


@contextlib.contextmanager
def no_ar() -> Iterator[LiveServer]:
    """O portal no ar até o fim do bloco."""
    servidor = LiveServer("localhost", start=False)
    servidor.thread.static_handler = Portal
    servidor.start()
    axe.LEVADO_POR.add(servidor.url)
    portal = cast("Portal", servidor.thread.httpd.get_app())
    _no_ar.add(portal)
    try:
        with _sem_icone():
            yield servidor
    finally:
        _no_ar.discard(portal)
        servidor.stop()
        portal.fechar()


@contextlib.contextmanager
def _sem_icone() -> Iterator[None]:
    """Sem janela não há ícone que numerar, e pedi-lo no trabalhador derruba o Chromium: fica em `noIcone`."""
    de_verdade = trabalhador.compilado
    trabalhador.compilado = lambda nome: NO_ICONE + de_verdade(nome)  # type: ignore[assignment]
    try:
        yield
    finally:
        trabalhador.compilado = de_verdade


_no_ar: set[Portal] = set()


@contextlib.contextmanager
def recebendo() -> Iterator[None]:
    """O portal recebe durante o bloco, que só acaba com o último pedido.

    A página que se fecha ainda manda o que falta guardar: gravado depois, ficaria para o teste seguinte.
    """
    for portal in _no_ar:
        portal.voltar_a_receber()
    yield
    for portal in _no_ar:
        portal.parar_de_receber()
