"""O que os mapas do navegador pedem: as divisas dos distritos e os nomes das ruas. O mesmo para todos."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from guia.paginas import dado_aberto
from roteamento.mapa_desenhado import LARGURA, ZOOMS_COM_RUAS, Janela
from roteamento.models import Distrito
from roteamento.ruas import divisas, para_levar
from roteamento.ruas.contornos_no_mapa import em_geojson
from roteamento.ruas.nomes_no_mapa import escritos, ruas_em

UM_DIA = 86_400
LETRA = 36
"""A letra do navegador (13 pontos num pedaço de 256), nas medidas do desenho."""


@dado_aberto(divisas.marca)
@cache_control(public=True, max_age=UM_DIA)
def contornos(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """GeoJSON com nome e subprefeitura de cada distrito, e se as divisas são aproximadas."""
    todas = divisas.divisas()
    linhas = Distrito.objects.values_list(todas.campo, "nome", "subprefeitura__nome")
    nomes = {chave: (nome, sub) for chave, nome, sub in linhas.order_by("nome_busca")}
    formas = dict(zip(todas.distritos, todas.formas, strict=True))
    ditas = [(*nomes[chave], formas[chave]) for chave in nomes if chave in formas]
    dados = em_geojson(ditas, aproximadas=todas.aproximadas)
    return HttpResponse(dados, content_type="application/geo+json")


def _marca_das_ruas(_request: HttpRequest, **_onde: int) -> str:
    return f'"{para_levar.marca()}"'


@login_not_required
@require_safe
@cache_control(public=True, max_age=UM_DIA)
@condition(etag_func=_marca_das_ruas)
def ruas(request: HttpRequest, zoom: int, x: int, y: int) -> HttpResponse:  # noqa: ARG001
    """Os nomes das ruas de um pedaço do mapa, numerado como os tiles; o meio delas, em partes do lado."""
    if not (zoom in ZOOMS_COM_RUAS and max(x, y) < 2**zoom):
        raise Http404("Não há nomes de ruas neste pedaço do mapa.")
    pedaco = Janela.do_tile(zoom, x, y)
    (lidas,) = ruas_em([pedaco.limites])
    nomes = escritos(lidas, pedaco.ponto, (LARGURA, LARGURA), LETRA)
    return JsonResponse(
        [{"nome": n.texto, "x": round(n.x / LARGURA, 3), "y": round(n.y / LARGURA, 3)} for n in nomes],
        safe=False,
        json_dumps_params={"ensure_ascii": False},
    )
