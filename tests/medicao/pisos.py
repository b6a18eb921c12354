"""O que custa não fazer quase nada, no mesmo servidor e à mesma hora: por estes se comparam as páginas."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from guia.models import Servico

LINHAS = 50
TABELA = "CREATE TABLE IF NOT EXISTS medicao_piso (id bigserial PRIMARY KEY, texto text NOT NULL)"


@login_not_required
def vazio(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@login_not_required
def lista(request: HttpRequest) -> HttpResponse:
    """Cinquenta linhas de uma consulta, num modelo sem mais nada."""
    servicos = Servico.objects.select_related("publicada").filter(publicada__isnull=False)
    return render(request, "medicao/lista.html", {"servicos": servicos.order_by("pk")[:LINHAS]})


@login_not_required
def inserir(_request: HttpRequest) -> HttpResponse:
    """Uma linha e a sua confirmação em disco."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO medicao_piso (texto) VALUES ('medição')")
    return HttpResponse()


urlpatterns = [
    path("medicao/vazio/", vazio),
    path("medicao/lista/", lista),
    path("medicao/inserir/", inserir),
    path("", include("sp156.urls")),
]
