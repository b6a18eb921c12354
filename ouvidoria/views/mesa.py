"""A mesa da Ouvidoria: o que está por responder, por dias que faltam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ouvidoria.guardas import caso_da_ouvidoria, ouvidoria
from ouvidoria.models import Manifestacao
from solicitacoes.paginacao import Ordem, paginar

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ORDEM = Ordem("vence_em")


@require_safe
@never_cache
def lista(request: HttpRequest) -> HttpResponse:
    """As abertas, a de prazo mais perto primeiro."""
    ouvidoria(request)
    abertas = Manifestacao.objects.abertas().principais()
    contexto = {"pagina": paginar(abertas, ORDEM, request.GET), "agora": timezone.now()}
    return render(request, "ouvidoria/mesa/lista.html", contexto)


@require_safe
@never_cache
def caso(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Uma manifestação inteira."""
    manifestacao, _ = caso_da_ouvidoria(request, protocolo)
    return render(request, "ouvidoria/mesa/caso.html", {"caso": manifestacao, "agora": timezone.now()})
