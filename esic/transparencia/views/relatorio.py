"""O relatório anual do acesso à informação: público, de qualquer ano desde a lei, e a sua planilha."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documentos.planilha import resposta_csv
from documentos.relatorios.em_cache import estes_dez_minutos, por_dez_minutos
from documentos.relatorios.quadros import Numeros, em_linhas
from esic.transparencia import relatorio
from esic.transparencia.relatorio import Resumo
from guia.paginas import dado_aberto


@login_not_required
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Os anos com pedidos, do corrente ao primeiro."""
    contexto = {"anos": relatorio.anos(timezone.now()), "secao": "esic"}
    return render(request, "esic/transparencia/relatorio/lista.html", contexto)


@login_not_required
@require_safe
def do_ano(request: HttpRequest, ano: int) -> HttpResponse:
    """O relatório inteiro, que também se imprime. Do ano sem pedidos, a página o diz."""
    contexto = {"numeros": _numeros(ano), "secao": "esic"}
    return render(request, "esic/transparencia/relatorio/ano.html", contexto)


@dado_aberto(estes_dez_minutos)
def em_csv(request: HttpRequest, ano: int) -> HttpResponseBase:  # noqa: ARG001  a assinatura é a de uma view
    """Os números do relatório, um por linha, em CSV."""
    return resposta_csv(em_linhas(_numeros(ano).partes), f"relatorio-acesso-a-informacao-{ano}.csv")


def _numeros(ano: int) -> Numeros[Resumo]:
    """404 ao ano anterior à lei e ao que ainda não começou."""
    agora = timezone.now()
    if not relatorio.tem_relatorio(ano, agora):
        raise Http404("Não há relatório deste ano.")
    return por_dez_minutos(f"relatorio:esic:{ano}", lambda: relatorio.calcular(ano, agora))
