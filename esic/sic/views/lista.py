"""A lista do SIC: os pedidos de informação por responder, por dias que faltam."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from contas.papeis import Papel
from esic.guardas import quem_trabalha
from esic.models import Pedido
from esic.sic import lista as mesa
from mesas.lista import contadores


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Os pedidos dos órgãos da pessoa; à Ouvidoria, todos, com os dos órgãos sem SIC em destaque."""
    por, agora = quem_trabalha(request)[-1], timezone.now()
    lida, pedidos = mesa.MesaDoSic.ler(request.GET), Pedido.objects.visiveis_para(por)
    sem_ninguem = mesa.sem_sic(timezone.localdate(agora)) if por.papel == Papel.OUVIDORIA else []
    opcoes = mesa.orgaos(por)
    equipe = mesa.equipe(por, timezone.localdate(agora))
    contexto = {
        "aba": "pedidos",
        **lida.pagina(lida.aplicar(pedidos, por, agora, sem_ninguem), request.GET),
        "contadores": contadores(
            mesa.CONTADORES, mesa.MesaDoSic.ler, lambda lida: lida.aplicar(pedidos, por, agora, ())
        ),
        "formulario": lida.formulario(opcoes | equipe),
        "de_varios": bool(opcoes),
        "sem_ninguem": sem_ninguem,
        "da_ouvidoria": por.papel == Papel.OUVIDORIA,
        "agora": agora,
    }
    return render(request, "esic/sic/lista.html", contexto)
