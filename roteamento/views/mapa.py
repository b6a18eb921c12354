"""O que o mapa do navegador pede: os contornos dos distritos. Público, só leitura, o mesmo para todos."""

from __future__ import annotations

from functools import lru_cache

import shapely
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from roteamento.models import Contorno, Distrito, Importacao
from roteamento.ruas.contornos_no_mapa import em_geojson


def _marca(_request: HttpRequest) -> str:
    """A última importação e a última mudança num distrito, que pode ter trocado o nome."""
    importacao = Importacao.objects.filter(tipo=Importacao.Tipo.DISTRITOS).aggregate(ultima=Max("pk"))
    mudanca = Distrito.history.aggregate(ultima=Max("history_id"))
    return f'"{importacao["ultima"] or 0}-{mudanca["ultima"] or 0}"'


@login_not_required
@require_safe
@gzip_page
@cache_control(public=True, max_age=600)
@condition(etag_func=_marca)
def contornos(request: HttpRequest) -> HttpResponse:
    """GeoJSON com nome e subprefeitura; sem importação, uma coleção vazia."""
    return HttpResponse(_desenho(_marca(request)), content_type="application/geo+json")


@lru_cache(maxsize=2)
def _desenho(_marca: str) -> bytes:
    """Simplifica uma vez por importação, em cada processo."""
    linhas = (
        Contorno.objects.order_by("distrito__nome_busca")
        .values_list("distrito__nome", "distrito__subprefeitura__nome", "wkb")
        .iterator()
    )
    return em_geojson([(nome, sub, shapely.from_wkb(bytes(wkb))) for nome, sub, wkb in linhas])
