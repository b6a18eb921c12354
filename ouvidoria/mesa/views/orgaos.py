"""Os órgãos sem interlocutor: por que ninguém responde à Ouvidoria."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from ouvidoria.guardas import ouvidoria
from ouvidoria.mesa import lista as leituras


@de_trabalho(*LER)
def orgaos(request: HttpRequest) -> HttpResponse:
    """Os órgãos por que ninguém responde à Ouvidoria: o que se lhes encaminhar fica sem quem leia."""
    ouvidoria(request)
    contexto = {"orgaos": leituras.sem_interlocutor(timezone.localdate())}
    return render(request, "ouvidoria/mesa/orgaos.html", contexto)
