"""O endereço que a central telefônica chama, com um segredo; sem ele na configuração, não existe."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from atendimento import acoes
from atendimento.acoes.chamadas import quem_atende
from atendimento.chamadas.evento import NaoSeEntende, ler
from atendimento.models import Chamada

registro = logging.getLogger(__name__)
MAIOR_CORPO = 8 * 1024


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def receber(request: HttpRequest, segredo: str) -> HttpResponse:
    """Um evento: 204 se se entendeu, ainda que nada mude; 400 com a razão; 403 sem o segredo certo."""
    certo = settings.SEGREDO_DA_TELEFONIA
    if not certo:
        raise Http404("Não há página neste endereço.")
    if not constant_time_compare(certo, segredo):
        raise PermissionDenied("O segredo não confere.")
    try:
        _contar(_corpo(request))
    except NaoSeEntende as erro:
        registro.warning("evento da telefonia que não se entende: %s", erro)
        return HttpResponseBadRequest(f"{erro}\n", content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _corpo(request: HttpRequest) -> bytes:
    corpo = request.read(MAIOR_CORPO + 1)
    if len(corpo) > MAIOR_CORPO:
        raise NaoSeEntende(f"o corpo tem mais de {MAIOR_CORPO} bytes")
    return corpo


def _contar(corpo: bytes) -> None:
    evento = ler(corpo)
    if evento is None:
        return
    atendente = quem_atende(evento.quem) if evento.quem else None
    if evento.passo == Chamada.Passo.ATENDIDA and atendente is None:
        raise NaoSeEntende("user: ninguém atende hoje com este e-mail ou ramal")
    acoes.contar_chamada(
        codigo=evento.codigo, passo=evento.passo, telefone=evento.telefone, atendente=atendente
    )
