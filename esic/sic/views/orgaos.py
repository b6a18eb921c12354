"""O que só a Ouvidoria vê: quem responde e quem decide por cada órgão, e onde falta designar alguém."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from esic.guardas import da_ouvidoria
from esic.sic.designacoes import por_orgao


@de_trabalho(*LER)
def orgaos(request: HttpRequest) -> HttpResponse:
    """Quem responde e quem decide em cada órgão, por que ato e desde quando, e onde falta alguém."""
    da_ouvidoria(request)
    so_faltas = request.GET.get("faltas") == "sim"
    linhas = por_orgao(timezone.localdate(), so_faltas=so_faltas)
    contexto = {"aba": "pedidos", "linhas": linhas, "so_faltas": so_faltas}
    return render(request, "esic/sic/orgaos.html", contexto)
