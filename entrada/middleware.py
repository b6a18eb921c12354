"""Intermediários (middleware) de quem entrou: os papéis que valem na sessão e o tempo parado."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from contas.models import Usuario
from entrada import exigencia_do_segundo_fator
from entrada.entrar import tempo_parado


class papeis_da_sessao:  # noqa: N801 - citado em settings pelo nome do que faz
    """Põe em `request.user` se os seus papéis valem; só se alguém olhar quem entrou.

    O que a falta do segundo fator recusa vira a página que diz como ligá-lo agora e a quem pedir ajuda.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        quem = request.user
        request.user = SimpleLazyObject(lambda: _com_os_papeis(request, quem))  # type: ignore[assignment]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, erro: Exception) -> HttpResponse | None:
        if not isinstance(erro, PermissionDenied) or getattr(request.user, "papeis_valem", True):
            return None
        return render(request, "mfa/exigido.html", status=403)


def _com_os_papeis(request: HttpRequest, quem: object) -> object:
    """A pessoa de verdade, e não o objeto preguiçoso do Django: a resposta fica nela."""
    if not isinstance(quem, Usuario):
        return quem
    pessoa: Usuario = getattr(request, "_cached_user", quem)
    if not tempo_parado.continua(request, pessoa):
        request.session.flush()  # o que `logout` faz; ele olharia `request.user`, que ainda não existe
        return AnonymousUser()
    return exigencia_do_segundo_fator.por_na_sessao(request, pessoa)
