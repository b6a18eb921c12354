"""A parte dos pedidos que saiu da primeira unidade, por serviço: onde há regra a consertar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from solicitacoes import saidas
from solicitacoes.views.simulador import cuida_das_rotas


@cuida_das_rotas
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Os serviços, o pior primeiro, com o caminho para as regras de cada um."""
    filtros = saidas.Saidas.ler(request.GET)
    contexto = {
        "aba": "primeira",
        "filtros": filtros,
        "linhas": saidas.linhas(filtros),
        "periodo": saidas.periodo(),
        "formulario": filtros.formulario({"tema": saidas.temas()}),
        "minimo": saidas.MINIMO,
    }
    return render(request, "solicitacoes/rotas/primeira_unidade.html", contexto)
