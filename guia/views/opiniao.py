"""O que quem lê acha da página de um serviço."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assistente.paginas import enviado
from contas.guardas import LER_E_MANDAR, aberta_a_todos
from guia import acoes
from guia.forms.opiniao import OpiniaoForm
from guia.models import Servico
from referencia.limite_de_tentativas import dentro_do_limite, quem_pede

HORA = 3600
OPINIOES_POR_HORA = 30


@aberta_a_todos(*LER_E_MANDAR)
def opinar(request: HttpRequest, slug: str) -> HttpResponse:
    """ "Esta informação foi útil?": página própria, que o htmx traz para o pé da página do serviço."""
    achado = get_object_or_404(Servico.objects.no_guia().completos(), slug=slug)
    form = OpiniaoForm(enviado(request))
    contexto = {"servico": achado, "form": form}
    if not form.is_valid():
        return _da_opiniao(request, contexto, status=422 if form.is_bound else 200)
    if dentro_do_limite("opinar", quem_pede(request), vezes=OPINIOES_POR_HORA, segundos=HORA):
        acoes.opinar(servico=achado, em=timezone.now(), **form.cleaned_data)
    return _da_opiniao(request, contexto | {"obrigado": True})


def _da_opiniao(request: HttpRequest, contexto: dict[str, Any], status: int = 200) -> HttpResponse:
    fragmento = bool(request.headers.get("HX-Request"))
    modelo = "guia/opiniao.html#opiniao" if fragmento else "guia/opiniao.html"
    return render(request, modelo, contexto | {"fragmento": fragmento}, status=status)
