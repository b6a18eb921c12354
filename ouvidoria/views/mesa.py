"""A mesa da Ouvidoria: o que está por responder, por dias que faltam."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from mesas.lista import contadores
from ouvidoria import lista as leituras
from ouvidoria.filtros import CONTADORES, Mesa
from ouvidoria.guardas import ouvidoria
from ouvidoria.models import Manifestacao, ManifestacaoQuerySet

MODELO = "ouvidoria/mesa/lista.html"


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """As que têm resposta a dar, a de prazo mais perto primeiro; com htmx, só a lista."""
    por, agora = ouvidoria(request), timezone.now()
    lida = Mesa.ler(request.GET)

    def escolhidas(lida: Mesa) -> ManifestacaoQuerySet:
        return lida.aplicar(Manifestacao.objects.all(), por=por, agora=agora)

    def em_volta() -> dict[str, Any]:
        hoje = timezone.localdate(agora)
        return {
            "contadores": contadores(CONTADORES, Mesa.ler, escolhidas),
            "formulario": lida.formulario(leituras.opcoes(hoje)),
            "sem_interlocutor": leituras.que_esperam_interlocutor(hoje),
        }

    contexto = {"agora": agora, **lida.pagina(escolhidas(lida), request.GET)}
    return lida.responder(request, MODELO, contexto, em_volta)


@de_trabalho(*LER)
def orgaos(request: HttpRequest) -> HttpResponse:
    """Os órgãos por que ninguém responde à Ouvidoria: o que se lhes encaminhar fica sem quem leia."""
    ouvidoria(request)
    contexto = {"orgaos": leituras.sem_interlocutor(timezone.localdate())}
    return render(request, "ouvidoria/mesa/orgaos.html", contexto)
