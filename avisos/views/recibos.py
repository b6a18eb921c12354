"""O que os provedores chamam: o endereço tem um segredo, e quem não o sabe não acha nada."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from avisos.canais.base import configuracao, ligado
from avisos.recibos import devolucoes, provedores
from avisos.recibos.gravar import Recibo, receber
from avisos.situacoes import Canal
from referencia.corpo_json import NaoSeEntende, corpo_ate, objeto

registro = logging.getLogger(__name__)
MAIOR_CORPO = 2 * 1024 * 1024
MAIS_RECIBOS = 1000
"""Num corpo só: é o que o WhatsApp junta, e cada um é uma ida ao banco."""


def com_segredo(
    pagina: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Sem o segredo certo, ou sem ele na configuração, a página não existe."""

    @csrf_exempt
    @login_not_required
    @wraps(pagina)
    def guardada(request: HttpRequest, segredo: str) -> HttpResponse:
        certo = settings.SEGREDO_DOS_RECIBOS
        if not certo or not constant_time_compare(certo, segredo):
            raise Http404("Não há página neste endereço.")
        try:
            return pagina(request)
        except NaoSeEntende as erro:
            qual = request.resolver_match.view_name if request.resolver_match else ""
            registro.warning("recibo que não se entende em %s: %s", qual, erro)
            return HttpResponseBadRequest("Não se entende.", content_type="text/plain; charset=utf-8")

    return guardada


@com_segredo
@require_POST
def sms(request: HttpRequest) -> HttpResponse:
    """Os recibos de SMS, que não vêm assinados: por isso o segredo está no endereço."""
    return _receber(provedores.do_sms(_json(request)))


@com_segredo
@require_http_methods(["GET", "POST"])
def whatsapp(request: HttpRequest) -> HttpResponse:
    """A verificação do endereço (GET) e os recibos, assinados com o segredo do aplicativo."""
    if not ligado(Canal.WHATSAPP):
        raise Http404("O WhatsApp não está ligado.")
    dados = configuracao(Canal.WHATSAPP)
    if request.method == "GET":
        return _verificar(request, dados["verificacao"])
    corpo, assinatura = corpo_ate(request, MAIOR_CORPO), request.headers.get("X-Hub-Signature-256", "")
    if not provedores.assinado(corpo, assinatura, dados["segredo"]):
        return HttpResponseForbidden("A assinatura não confere.")
    return _receber(provedores.do_whatsapp(objeto(corpo)), status=200)


@com_segredo
@require_POST
def correio(request: HttpRequest) -> HttpResponse:
    """A mensagem devolvida inteira (`message/rfc822`) ou, em JSON, uma lista do que voltou."""
    if request.content_type == "message/rfc822":
        lida = devolucoes.ler(corpo_ate(request, devolucoes.MAIOR_MENSAGEM))
        return _receber([lida] if lida else [])
    return _receber(provedores.do_correio(_json(request)))


def _receber(recibos: Iterable[Recibo], *, status: int = 204) -> HttpResponse:
    """Lê todos antes de gravar o primeiro: o corpo que não se entende não grava nada."""
    lidos = list(recibos)
    if len(lidos) > MAIS_RECIBOS:
        raise NaoSeEntende(f"o corpo tem mais de {MAIS_RECIBOS} recibos")
    for recibo in lidos:
        receber(recibo)
    return HttpResponse(status=status)


def _verificar(request: HttpRequest, certa: str) -> HttpResponse:
    confere = constant_time_compare(request.GET.get("hub.verify_token", ""), certa)
    if request.GET.get("hub.mode") != "subscribe" or not confere:
        return HttpResponseForbidden("A verificação não confere.")
    return HttpResponse(request.GET.get("hub.challenge", ""), content_type="text/plain")


def _json(request: HttpRequest) -> dict[str, Any]:
    return objeto(corpo_ate(request, MAIOR_CORPO))
