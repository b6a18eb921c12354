"""A lista do SIC, por dias que faltam, e a dos órgãos com quem responde por cada um."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from contas.papeis import Papel
from esic.guardas import da_ouvidoria, quem_trabalha
from esic.models import Pedido
from esic.sic import lista as mesa
from esic.sic.designacoes import por_orgao
from mesas.lista import contadores


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Os pedidos dos órgãos da pessoa; à Ouvidoria, todos, com os dos órgãos sem SIC em destaque."""
    por, agora = quem_trabalha(request)[-1], timezone.now()
    lida, pedidos = mesa.MesaDoSic.ler(request.GET), Pedido.objects.visiveis_para(por)
    sem_ninguem = mesa.sem_sic(timezone.localdate(agora)) if por.papel == Papel.OUVIDORIA else []
    opcoes = mesa.orgaos(por)
    contexto = {
        "aba": "pedidos",
        **lida.pagina(lida.aplicar(pedidos, agora, sem_ninguem), request.GET),
        "contadores": contadores(
            mesa.CONTADORES, mesa.MesaDoSic.ler, lambda lida: lida.aplicar(pedidos, agora, ())
        ),
        "formulario": lida.formulario(opcoes),
        "de_varios": bool(opcoes),
        "sem_ninguem": sem_ninguem,
        "da_ouvidoria": por.papel == Papel.OUVIDORIA,
        "agora": agora,
    }
    return render(request, "esic/sic/lista.html", contexto)


@de_trabalho(*LER)
def orgaos(request: HttpRequest) -> HttpResponse:
    """Quem responde e quem decide em cada órgão, por que ato e desde quando, e onde falta alguém."""
    da_ouvidoria(request)
    so_faltas = request.GET.get("faltas") == "sim"
    linhas = por_orgao(timezone.localdate(), so_faltas=so_faltas)
    contexto = {"aba": "pedidos", "linhas": linhas, "so_faltas": so_faltas}
    return render(request, "esic/sic/orgaos.html", contexto)
