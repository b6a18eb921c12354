"""A mesa da Ouvidoria: o que está por responder, por dias que faltam."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mesas.contagem import TETO
from mesas.paginacao import paginar
from ouvidoria import lista as linhas_da_mesa
from ouvidoria.filtros import SITUACOES, Filtros
from ouvidoria.guardas import ouvidoria
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mesas.paginacao import Pagina

MODELO = "ouvidoria/mesa/lista.html"


@require_safe
@never_cache
def lista(request: HttpRequest) -> HttpResponse:
    """As que têm resposta a dar, a de prazo mais perto primeiro; com htmx, só a lista."""
    por, agora = ouvidoria(request), timezone.now()
    filtros = Filtros.ler(request.GET)
    escolhidas = filtros.aplicar(Manifestacao.objects.all(), por=por, agora=agora)
    pagina = paginar(escolhidas, filtros.ordem, request.GET, linhas_da_mesa.linhas)
    contexto: dict[str, Any] = {"filtros": filtros, "agora": agora, **_da_pagina(pagina, filtros)}
    if request.headers.get("HX-Request"):
        resposta = render(request, f"{MODELO}#lista", contexto)
        resposta["HX-Push-Url"] = f"{request.path}?{filtros.consulta}"
    else:
        hoje = timezone.localdate(agora)
        em_volta = {
            "contadores": linhas_da_mesa.contadores(por, agora),
            "teto": TETO,
            "tipos": TipoDeManifestacao.choices,
            "situacoes": SITUACOES,
            "opcoes": linhas_da_mesa.opcoes(hoje),
            "sem_interlocutor": linhas_da_mesa.que_esperam_interlocutor(hoje),
        }
        resposta = render(request, MODELO, contexto | em_volta)
    patch_vary_headers(resposta, ["HX-Request"])
    return resposta


def _da_pagina(pagina: Pagina, filtros: Filtros) -> dict[str, Any]:
    """As linhas e os endereços das páginas vizinhas, com os mesmos filtros."""

    def endereco(parametro: str, chave: str) -> str:
        return "?" + urlencode({**filtros.usados, parametro: chave}) if chave else ""

    return {
        "pagina": pagina,
        "anterior": endereco("antes", pagina.anterior),
        "proxima": endereco("apos", pagina.proxima),
        "volta": urlencode({"volta": filtros.consulta}) if filtros.usados else "",
    }


@require_safe
@never_cache
def orgaos(request: HttpRequest) -> HttpResponse:
    """Os órgãos por que ninguém responde à Ouvidoria: o que se lhes encaminhar fica sem quem leia."""
    ouvidoria(request)
    contexto = {"orgaos": linhas_da_mesa.sem_interlocutor(timezone.localdate())}
    return render(request, "ouvidoria/mesa/orgaos.html", contexto)
