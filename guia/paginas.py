"""O que as páginas públicas do Guia têm em comum: sem sessão, com ETag tirado dos dados."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.http import condition, require_safe

from contas.guardas import quem_entrou
from guia import consultas

type Pagina[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def publica[**P](view: Pagina[P]) -> Pagina[P]:
    """Página para qualquer pessoa: só GET, sem login, revalidada pelo navegador com a marca dos dados."""
    return publica_com(consultas.marca)(view)


def publica_com[**P](marca: Callable[[], str]) -> Callable[[Pagina[P]], Pagina[P]]:
    """O mesmo, para páginas cujos dados não são só os do Guia: `marca` muda quando eles mudam."""

    def etag(request: HttpRequest, *_args: object, **_kwargs: object) -> str | None:
        """O fragmento do htmx e a página inteira são respostas diferentes; a de quem entrou diz quem é."""
        if quem_entrou(request):
            return None
        return f'"{marca()}{"f" if request.headers.get("HX-Request") else ""}"'

    def decorar(view: Pagina[P]) -> Pagina[P]:
        com_etag = condition(etag_func=etag)(view)

        @wraps(view)
        def com_vary(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            resposta = com_etag(request, *args, **kwargs)
            patch_vary_headers(resposta, ["HX-Request"])
            if quem_entrou(request):
                add_never_cache_headers(resposta)
            return resposta

        return login_not_required(
            require_safe(cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", com_vary))
        )

    return decorar
