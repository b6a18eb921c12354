"""A lista do SIC: o que está por responder, por dias que faltam."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contas.papeis import Papel
from esic import mesa
from esic.designacoes import por_orgao
from esic.guardas import da_ouvidoria, quem_trabalha
from esic.models import Pedido
from mesas.paginacao import paginar

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
def lista(request: HttpRequest) -> HttpResponse:
    """Os pedidos dos órgãos da pessoa; à Ouvidoria, todos, com os dos órgãos sem SIC em destaque."""
    por, agora = quem_trabalha(request)[-1], timezone.now()
    filtros, pedidos = mesa.Filtros.ler(request.GET), Pedido.objects.visiveis_para(por)
    sem_ninguem = mesa.sem_sic(timezone.localdate(agora)) if por.papel == Papel.OUVIDORIA else []
    escolhidos = filtros.aplicar(pedidos, agora, sem_ninguem).select_related("orgao")
    pagina = paginar(escolhidos, filtros.ordem, request.GET)
    contexto = {
        "aba": "pedidos",
        "pagina": pagina,
        "filtros": filtros,
        "anterior": filtros.endereco("antes", pagina.anterior),
        "proxima": filtros.endereco("apos", pagina.proxima),
        "volta": urlencode({"volta": urlencode(filtros.usados)}) if filtros.usados else "",
        "contas": mesa.contar(pedidos, agora),
        "orgaos": mesa.orgaos(por),
        "situacoes": mesa.SITUACOES.items(),
        "sem_ninguem": sem_ninguem,
        "da_ouvidoria": por.papel == Papel.OUVIDORIA,
        "agora": agora,
    }
    return render(request, "esic/sic/lista.html", contexto)


@require_safe
@never_cache
def orgaos(request: HttpRequest) -> HttpResponse:
    """Quem responde e quem decide em cada órgão, por que ato e desde quando, e onde falta alguém."""
    da_ouvidoria(request)
    so_faltas = request.GET.get("faltas") == "sim"
    linhas = por_orgao(timezone.localdate(), so_faltas=so_faltas)
    contexto = {"aba": "pedidos", "linhas": linhas, "so_faltas": so_faltas}
    return render(request, "esic/sic/orgaos.html", contexto)
