"""O relatório do ano: público depois de publicado; antes, só a Ouvidoria o vê."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documentos.planilha import resposta_csv
from documentos.relatorios import quadros
from documentos.relatorios.em_cache import por_dez_minutos
from documentos.relatorios.quadros import Numeros
from ouvidoria.guardas import eh_da_ouvidoria
from ouvidoria.models import Relatorio
from ouvidoria.relatorio import anual
from ouvidoria.relatorio.anual import Resumo


@login_not_required
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Os anos publicados, o mais novo primeiro."""
    publicados = Relatorio.objects.filter(publicado_em__isnull=False)
    return render(request, "ouvidoria/relatorio/lista.html", {"relatorios": publicados, "secao": "ouvidoria"})


@login_not_required
@require_safe
def do_ano(request: HttpRequest, ano: int) -> HttpResponse:
    """O relatório inteiro, que também se imprime."""
    relatorio, numeros = _achar(request, ano)
    contexto = {"relatorio": relatorio, "numeros": numeros, "secao": "ouvidoria"}
    return render(request, "ouvidoria/relatorio/ano.html", contexto)


@login_not_required
@require_safe
def em_csv(request: HttpRequest, ano: int) -> HttpResponseBase:
    """Os números e os textos do relatório, um valor por linha."""
    relatorio, numeros = _achar(request, ano)
    linhas = [
        *quadros.em_linhas(numeros.partes),
        ("Pontos recorrentes", "", "Texto", relatorio.pontos_recorrentes),
        ("Providências adotadas", "", "Texto", relatorio.providencias),
    ]
    return resposta_csv(linhas, f"relatorio-ouvidoria-{ano}.csv")


def _achar(request: HttpRequest, ano: int) -> tuple[Relatorio, Numeros[Resumo]]:
    """404 ao que não existe e, a quem não é da Ouvidoria, ao que ainda não se publicou."""
    agora = timezone.now()
    relatorio = Relatorio.objects.filter(ano=ano).first()
    if relatorio and relatorio.publicado_em:
        chave = f"relatorio:ouvidoria:{ano}"
        return relatorio, por_dez_minutos(chave, lambda: anual.calcular(ano, agora))
    if not eh_da_ouvidoria(request) or ano not in anual.anos(agora):
        raise Http404("Não há relatório publicado deste ano.")
    return relatorio or Relatorio(ano=ano), anual.calcular(ano, agora)
