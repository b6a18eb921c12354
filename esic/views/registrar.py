"""O balcão do SIC: o pedido que chegou por visita, carta ou telefone, com o dia em que chegou de verdade."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assistente.paginas import enviado
from assistente.preenchimento import BALCAO
from contas.guardas import LER_E_MANDAR, de_trabalho
from esic.assistente import TIPO
from esic.forms.pedir import RegistrarForm
from esic.guardas import quem_trabalha
from esic.views.pedir import PEDIR


@de_trabalho(*LER_E_MANDAR)
def registrar(request: HttpRequest) -> HttpResponse:
    """O canal e a data; depois, as mesmas perguntas que a pessoa responde sozinha, para qualquer órgão."""
    quem_trabalha(request)
    form = RegistrarForm(enviado(request), initial={"recebida_em": timezone.localdate()})
    if not form.is_valid():
        contexto = {"form": form, "aba": "pedidos"}
        return render(request, "esic/sic/registrar.html", contexto, status=422 if form.is_bound else 200)
    dito = form.cleaned_data
    chegou = {"canal": dito["canal"], "recebida_em": dito["recebida_em"].isoformat()}
    return PEDIR.gravado(request, PEDIR.novo(request, TIPO, {BALCAO: chegou}))
