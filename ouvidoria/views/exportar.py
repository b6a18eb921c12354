"""A mesa em CSV, com os filtros do endereço."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from documentos.planilha import resposta_csv
from ouvidoria import planilha
from ouvidoria.filtros import Mesa
from ouvidoria.guardas import ouvidoria
from ouvidoria.models import Manifestacao


@de_trabalho(*LER)
def em_csv(request: HttpRequest) -> HttpResponseBase:
    """Sai enquanto se lê."""
    por = ouvidoria(request)
    agora = timezone.now()
    filtros = Mesa.ler(request.GET)
    escolhidas = filtros.aplicar(Manifestacao.objects.visiveis_para(por), por=por, agora=agora)
    nome = f"ouvidoria-{timezone.localdate(agora):%Y-%m-%d}.csv"
    return resposta_csv(planilha.linhas(escolhidas, agora), nome)
