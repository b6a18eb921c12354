"""A parte dos pedidos que saiu da primeira unidade, por serviço: onde há regra a consertar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from roteamento.views.conferencia import pode_mudar_regras
from solicitacoes.rotas import primeira_unidade


@pode_mudar_regras
@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Os serviços, o pior primeiro, com o caminho para as regras de cada um."""
    filtros = primeira_unidade.Saidas.ler(request.GET)
    contexto = {
        "aba": "primeira",
        "filtros": filtros,
        "linhas": primeira_unidade.linhas(filtros),
        "periodo": primeira_unidade.periodo(),
        "formulario": filtros.formulario({"tema": primeira_unidade.temas()}),
        "minimo": primeira_unidade.MINIMO,
    }
    return render(request, "solicitacoes/rotas/primeira_unidade.html", contexto)
