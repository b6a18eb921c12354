"""O começo do aplicativo, e o que se vê sem rede."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guia.models import RespostaDeBusca
from portal.aplicativo.guardavel import guardavel


@guardavel
def inicio(request: HttpRequest) -> HttpResponse:
    """A primeira página do aplicativo: fotografar, escolher um serviço, os pedidos, as emergências."""
    contexto = {"aba": "inicio", "emergencias": RespostaDeBusca.objects.na_capa()}
    return render(request, "portal/aplicativo/inicio.html", contexto)


@guardavel
def sem_rede(request: HttpRequest) -> HttpResponse:
    """O que toma o lugar da página que só existe com rede."""
    return render(request, "portal/aplicativo/sem_rede.html")
