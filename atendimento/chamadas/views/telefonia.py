"""O endereço que a central telefônica chama, com um segredo; sem ele na configuração, não existe."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from atendimento import acoes
from atendimento.acoes.chamadas import quem_atende
from atendimento.chamadas.evento import Evento, ler
from atendimento.models import Chamada
from referencia.corpo_json import NaoSeEntende, corpo_ate
from referencia.limite_de_tentativas import dentro_do_limite

registro = logging.getLogger(__name__)
MAIOR_CORPO = 8 * 1024
DEZ_SEGUNDOS = 10
DE_TODAS, DE_UMA_LINHA = 200, 40
"""Eventos em dez segundos: vinte por segundo são vinte mil ligações por hora, mais do que a Central recebe. A
linha que fala demais cala-se antes de gastar o limite das outras."""


@csrf_exempt
@login_not_required
@require_POST
def receber(request: HttpRequest, segredo: str) -> HttpResponse:
    """Um evento: 204 se se entendeu, ainda que nada mude; 400 com a razão; 403 sem o segredo certo.

    429 ao que chega depressa demais: passados dez segundos, manda-se de novo.
    """
    certo = settings.SEGREDO_DA_TELEFONIA
    if not certo:
        raise Http404("Não há página neste endereço.")
    if not constant_time_compare(certo, segredo):
        raise PermissionDenied("O segredo não confere.")
    try:
        evento = ler(corpo_ate(request, MAIOR_CORPO))
        if evento and not _cabe(evento):
            return HttpResponse(status=429, headers={"Retry-After": str(DEZ_SEGUNDOS)})
        if evento:
            _contar(evento)
    except NaoSeEntende as erro:
        registro.warning("evento da telefonia que não se entende: %s", erro)
        return HttpResponseBadRequest(f"{erro}\n", content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _cabe(evento: Evento) -> bool:
    da_linha = not evento.linha or dentro_do_limite(
        "telefonia-linha", evento.linha, vezes=DE_UMA_LINHA, segundos=DEZ_SEGUNDOS
    )
    return da_linha and dentro_do_limite("telefonia", "", vezes=DE_TODAS, segundos=DEZ_SEGUNDOS)


def _contar(evento: Evento) -> None:
    atendente = quem_atende(evento.quem) if evento.quem else None
    if evento.passo == Chamada.Passo.ATENDIDA and atendente is None:
        raise NaoSeEntende("user: ninguém atende hoje com este e-mail ou ramal")
    acoes.contar_chamada(
        codigo=evento.codigo, passo=evento.passo, telefone=evento.telefone, atendente=atendente
    )
