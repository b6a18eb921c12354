"""A página que o aparelho guarda: desenhada sem ninguém, para não levar o nome de quem a abriu."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from importlib import import_module
from typing import Concatenate, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from assistente.aparelho import de_todos
from portal.aplicativo import casca

type Pagina[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]

DE_QUEM = {"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_REFERER", "CSRF_COOKIE", "REMOTE_USER"}
LIDOS_UMA_VEZ = {"headers", "COOKIES", "_messages", "_cached_user", "_acached_user"}


def guardavel[**P](view: Pagina[P]) -> Pagina[P]:
    """Só GET, sem login, e igual para todos: sem conta, cookies, sessão, recados nem segredo de formulário.

    Sai com `Guardavel: <versão da casca>`: é o que diz ao trabalhador que a pode guardar.
    """

    @wraps(view)
    def responder(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        sem_ninguem = de_ninguem(request)
        resposta = view(sem_ninguem, *args, **kwargs)
        if "CSRF_COOKIE" in sem_ninguem.META or sem_ninguem.session.modified:
            raise RuntimeError(f"{request.path} é guardável, e pediu o segredo do formulário ou a sessão.")
        if resposta.status_code != HTTPStatus.OK:
            return resposta
        resposta.headers["Guardavel"] = casca.versao()
        resposta.headers["ETag"] = f'"{sha256(casca.versao().encode() + resposta.content).hexdigest()[:16]}"'
        patch_cache_control(resposta, no_cache=True)
        return get_conditional_response(request, resposta.headers["ETag"], response=resposta) or resposta

    return cast("Pagina[P]", login_not_required(require_safe(responder)))


def so_no_de_uma_pessoa[**P](destino: str) -> Callable[[Pagina[P]], Pagina[P]]:
    """A página que guarda o que se escreve: no aparelho de todos vai-se à do portal, que nada guarda."""

    def decorar(view: Pagina[P]) -> Pagina[P]:
        @wraps(view)
        def responder(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if de_todos(request):
                return redirect(reverse(destino, args=args, kwargs=kwargs))
            return view(request, *args, **kwargs)

        return cast("Pagina[P]", responder)

    return decorar


def de_ninguem(request: HttpRequest) -> HttpRequest:
    """A requisição, como se a fizesse quem nunca esteve aqui."""
    outra = copy(request)
    for nome in LIDOS_UMA_VEZ & outra.__dict__.keys():
        del outra.__dict__[nome]
    outra.META = {nome: valor for nome, valor in request.META.items() if nome not in DE_QUEM}
    outra.COOKIES = {}
    outra.user = AnonymousUser()
    outra.session = import_module(settings.SESSION_ENGINE).SessionStore()
    return outra
