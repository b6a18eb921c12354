"""O portal das jornadas, como em produção: o navegador guarda os estáticos, e poucas linhas atendem a todos.

O servidor do pytest-django faz uma linha por ligação do navegador, e cada uma abriria o seu banco e o seu
cache, que só serviriam a uma página.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import FileResponse, HttpRequest, HttpResponse
from pytest_django.live_server_helper import LiveServer

from sp156.web.pilha import com_folga

LINHAS = 32
"""As que podem esperar ao mesmo tempo; só nascem as que faltam, quase sempre duas ou três."""


class Portal(StaticFilesHandler):
    """O aplicativo, que uma das linhas atende."""

    def __init__(self, aplicativo: Callable[..., Any], linhas: ThreadPoolExecutor) -> None:
        super().__init__(aplicativo)
        self.linhas = linhas
        self.bancos: set[BaseDatabaseWrapper] = set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        resposta: Iterable[bytes] = self.linhas.submit(self.atender, environ, start_response).result()
        return resposta

    @com_folga
    def atender(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.bancos.add(connections["default"])
        resposta: Iterable[bytes] = super().__call__(environ, start_response)
        return resposta

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        resposta = super().serve(request)
        resposta.headers["Cache-Control"] = "max-age=3600"
        return resposta

    def fechar(self) -> None:
        """Acabado o último pedido, o banco de cada linha."""
        self.linhas.shutdown()
        for banco in self.bancos:
            banco.inc_thread_sharing()
            banco.close()


@contextlib.contextmanager
def no_ar() -> Iterator[LiveServer]:
    """O portal no ar até o fim do bloco."""
    portais: list[Portal] = []

    def aplicativo(interno: Callable[..., Any]) -> Portal:
        portais.append(Portal(interno, ThreadPoolExecutor(LINHAS, thread_name_prefix="portal")))
        return portais[-1]

    servidor = LiveServer("localhost", start=False)
    servidor.thread.static_handler = aplicativo
    servidor.start()
    try:
        yield servidor
    finally:
        servidor.stop()
        for portal in portais:
            portal.fechar()
