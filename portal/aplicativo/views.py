"""O começo do aplicativo, e o que se vê sem rede."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from contas.guardas import LER, de_trabalho
from documentos.recebidos import MAXIMO_DE_FOTOS
from guia.models import RespostaDeBusca
from guia.paginas import publica
from portal.aplicativo.guardavel import guardavel


@guardavel
def inicio(request: HttpRequest) -> HttpResponse:
    """A primeira página do aplicativo: fotografar, escolher um serviço, os pedidos, as emergências."""
    contexto = {"aba": "inicio", "emergencias": RespostaDeBusca.objects.na_capa()}
    return render(request, "portal/aplicativo/inicio.html", contexto)


@publica
def instalar(request: HttpRequest) -> HttpResponse:
    """O que o aplicativo faz e como se instala, a quem está no navegador."""
    return render(request, "portal/aplicativo/instalar.html", {"secao": "atendimento"})


@csrf_exempt
@login_not_required
def compartilhar(request: HttpRequest) -> HttpResponse:
    """A foto compartilhada da galeria quem a recebe é o trabalhador; aqui só chega se ele se perdeu."""
    return render(request, "portal/aplicativo/compartilhar.html", {"aba": "pedir"})


@guardavel
def sem_rede(request: HttpRequest) -> HttpResponse:
    """O que toma o lugar da página que só existe com rede."""
    return render(request, "portal/aplicativo/sem_rede.html")


@guardavel
def para_enviar(request: HttpRequest) -> HttpResponse:
    """O que espera a rede neste aparelho, desenhado por ele."""
    contexto = {"aba": "enviar", "maximo_de_fotos": MAXIMO_DE_FOTOS}
    return render(request, "portal/aplicativo/para_enviar.html", contexto)


@de_trabalho(*LER)
def sair(request: HttpRequest) -> HttpResponse:
    """O que se faz, antes de sair da conta, com o que é dela e não foi enviado."""
    return render(request, "portal/aplicativo/sair.html")
