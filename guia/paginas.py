"""O que as páginas públicas do Guia têm em comum: sem sessão, com ETag tirado dos dados.

E as que dizem o mesmo a qualquer pessoa, com os dados abertos: feitas e comprimidas uma vez por marca.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from functools import lru_cache, wraps
from http import HTTPStatus
from io import BytesIO
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any, Concatenate, cast
from weakref import finalize

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from contas.guardas import quem_entrou
from guia import consultas

type Pagina[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]

MAIS_PRONTOS = 1024
"""Quantas páginas e dados cada processo guarda, comprimidos (uns 10 KB; o maior, 400); sai o menos pedido."""

NO_PROXY = "1"
"""Segundos que o nginx dá a mesma página sem perguntar ao portal (implantacao/nginx/nginx.conf)."""

GRANDE = 32 * 1024
"""Bytes comprimidos: o maior que isto, a quem não aceita gzip, vai de um arquivo e não se abre a cada vez."""


def publica[**P](view: Pagina[P]) -> Pagina[P]:
    """Página para qualquer pessoa: só GET, sem login, revalidada pelo navegador com a marca dos dados."""
    return publica_com(consultas.marca)(view)


def publica_com[**P](marca: Callable[[], str]) -> Callable[[Pagina[P]], Pagina[P]]:
    """Página pública cujos dados não são só os do Guia: `marca` muda quando eles mudam.

    A de quem não entrou serve a todos (`guia/pagina.html` não lê sessão nem recados), e faz-se uma vez, como
    um dado aberto; a que diz `no-store` faz-se a cada vez.
    """

    def decorar(view: Pagina[P]) -> Pagina[P]:
        @wraps(view)
        def responder(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if quem_entrou(request):
                resposta = view(request, *args, **kwargs)
            else:
                # O fragmento do htmx e a página inteira são respostas diferentes.
                qual = f"{marca()}{'f' if request.headers.get('HX-Request') else ''}"
                onde = request.build_absolute_uri()
                resposta = revalidada(request, onde, qual, lambda: view(request, *args, **kwargs))
                if _guarda_se(resposta):
                    resposta.headers["X-Accel-Expires"] = NO_PROXY
            patch_vary_headers(resposta, ["HX-Request"])
            return resposta

        return cast("Pagina[P]", login_not_required(require_safe(responder)))

    return decorar


def dado_aberto(marca: Callable[[], str]) -> Callable[[Callable[..., HttpResponseBase]], Pagina[...]]:
    """Dado que diz o mesmo a qualquer pessoa, e cuja consulta nada muda: só GET, sem login.

    Faz-se uma vez por `marca`, endereço e processo, também quando muitos o pedem ao mesmo tempo: os outros
    esperam pelo primeiro. Fica comprimido na memória do processo, e não no cache, que pode faltar.
    """

    def decorar(view: Callable[..., HttpResponseBase]) -> Pagina[...]:
        @wraps(view)
        def responder(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            onde = request.build_absolute_uri(request.path)  # a consulta nada muda
            return revalidada(request, onde, marca(), lambda: view(request, *args, **kwargs))

        return cast("Pagina[...]", login_not_required(require_safe(responder)))

    return decorar


def revalidada(
    request: HttpRequest, onde: str, marca: str, fazer: Callable[[], HttpResponseBase]
) -> HttpResponse:
    """304 a quem já tem a desta marca; aos outros, a guardada neste processo, ou a que se faz agora.

    `onde` diz tudo o que muda a resposta, e nada mais: o que quem pede pode inventar enche a memória.
    """
    etag = f'W/"{marca}"'
    resposta: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if resposta is None:
        resposta = lugar(onde, marca).responder(request, fazer)
    if _guarda_se(resposta):
        resposta.headers["ETag"] = etag
    return cast("HttpResponse", resposta)


def _guarda_se(resposta: HttpResponseBase) -> bool:
    return "no-store" not in resposta.headers.get("Cache-Control", "")


class _Pronto:
    """O lugar de um dado aberto: quem primeiro o pede o faz, e os outros esperam."""

    def __init__(self) -> None:
        self._vez = Lock()
        self._corpo, self._cabecalhos = b"", {"": ""}
        self._solto: IO[bytes] | None = None

    def responder(self, request: HttpRequest, fazer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        with self._vez:
            if not self._corpo:
                feita = fazer()
                if feita.status_code != HTTPStatus.OK or not _guarda_se(feita):
                    return feita
                self._cabecalhos = dict(feita.items())
                self._corpo = _comprimido(feita)
        aceita = "gzip" in request.headers.get("Accept-Encoding", "")
        resposta: HttpResponse | FileResponse
        if aceita:
            resposta = HttpResponse(self._corpo, headers={**self._cabecalhos, "Content-Encoding": "gzip"})
        elif len(self._corpo) < GRANDE:
            resposta = HttpResponse(gzip.decompress(self._corpo), headers=self._cabecalhos)
        else:
            resposta = FileResponse(self._por_comprimir())
            for nome, valor in self._cabecalhos.items():  # o tipo também: dado ao fazê-la, ela o adivinharia
                resposta.headers[nome] = valor
        patch_vary_headers(resposta, ["Accept-Encoding"])
        return resposta

    def _por_comprimir(self) -> IO[bytes]:
        """O dado sem gzip, a quem não o aceita: num arquivo sem nome, que se abre de novo a cada resposta."""
        with self._vez:
            if self._solto is None:
                self._solto = TemporaryFile()  # noqa: SIM115 - fecha-se com o lugar
                finalize(self, self._solto.close)
                self._solto.write(gzip.decompress(self._corpo))
                self._solto.flush()
        return os.fdopen(os.open(f"/proc/self/fd/{self._solto.fileno()}", os.O_RDONLY), "rb")


def _comprimido(resposta: Any) -> bytes:
    """O corpo aos poucos, também o que vem em fluxo: na memória só fica o comprimido."""
    if hasattr(resposta, "render"):
        resposta.render()
    saida = BytesIO()
    with gzip.GzipFile(fileobj=saida, mode="wb", mtime=0) as aberto:
        aberto.writelines(resposta)
    return saida.getvalue()


@lru_cache(maxsize=MAIS_PRONTOS)
def lugar(_endereco: str, _marca: str) -> _Pronto:
    """O lugar de um dado aberto pronto neste processo; `lugar.cache_clear()` esquece todos."""
    return _Pronto()
