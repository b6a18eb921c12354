"""As reuniões da Comissão e as atas, para qualquer pessoa."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from esic.comissao import reunioes as da_comissao
from esic.models import Reuniao


@login_not_required
@require_safe
def reunioes(request: HttpRequest) -> HttpResponse:
    """As próximas e as de um ano, com a ata de cada uma."""
    agenda = da_comissao.agenda(request.GET.get("ano", ""), timezone.localdate())
    return render(request, "esic/comissao/reunioes_publicas/reunioes.html", agenda)


@login_not_required
@require_safe
def reuniao(request: HttpRequest, pk: int) -> HttpResponse:
    """Uma reunião: quando, onde, o que se decidiu de cada órgão e a ata. Nada de quem recorreu."""
    esta = get_object_or_404(Reuniao, pk=pk)
    pauta = esta.recursos.select_related("pedido__orgao").order_by("pedido__orgao__nome", "pk")
    decididos = [recurso for recurso in pauta if recurso.decidido_em]
    contexto = {"reuniao": esta, "decididos": decididos, "na_pauta": len(pauta)}
    return render(request, "esic/comissao/reunioes_publicas/reuniao.html", contexto)
