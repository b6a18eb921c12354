"""As páginas do que deu errado: falha (500), banco fora do ar (503) e envio sem a prova do CSRF (403)."""

from __future__ import annotations

import sys

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

from documentos.disco import ArmazenamentoFora
from sp156.web.digitado import digitado

NAO_RESPONDE = OperationalError | InterfaceError | ArmazenamentoFora
TENTE_EM = 30
"""Segundos."""


@requires_csrf_token
def falha(request: HttpRequest) -> HttpResponse:
    """500; ou 503, com o que a pessoa escreveu, se foi o banco, ou o S3 dos arquivos, que não respondeu."""
    if not isinstance(sys.exception(), NAO_RESPONDE):
        return server_error(request)
    # Sem `request` no contexto: quem o lê busca a sessão, que mora no banco.
    modelo, contexto = "503.html", {"digitado": _o_que_se_le(request)}
    resposta = HttpResponse(loader.render_to_string(modelo, contexto), status=503)
    resposta["Retry-After"] = str(TENTE_EM)
    return resposta


def sem_prova(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - o nome que o Django dá
    """403 do CSRF: o que se escreveu volta na página, para mandar de novo."""
    return render(request, "403_csrf.html", {"digitado": _o_que_se_le(request)}, status=403)


def _o_que_se_le(request: HttpRequest) -> dict[str, str]:
    """O que a pessoa escreveu; nada, se o envio é ilegível: a página do banco caído não pode cair também."""
    try:
        return digitado(request)
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return {}
