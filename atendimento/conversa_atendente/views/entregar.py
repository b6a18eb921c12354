"""As conversas abertas de quem deixa de receber, ou sai: o que se faz delas."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.conversa_atendente import fio
from atendimento.conversa_atendente.forms import EntregarForm
from atendimento.conversa_atendente.saida import SAINDO
from atendimento.guardas import quem_conversa
from contas.guardas import LER_E_MANDAR, de_trabalho
from entrada.govbr.views import Sair
from mesas.forms import aceito
from portal.templatetags.portugues import plural_pt

ENTREGUES = "conversa entregue,conversas entregues"


@de_trabalho(*LER_E_MANDAR)
def entregar(request: HttpRequest) -> HttpResponse:
    """Todas de uma vez, a um colega, à fila ou para depois; quem ia sair do portal sai a seguir."""
    mesa = quem_conversa(request)
    form = EntregarForm(enviado(request), quem=mesa.usuario)
    entregues = aceito(form, lambda: acoes.entregar(por=mesa.usuario, **form.dito))
    if entregues is not None:
        if SAINDO in request.GET:
            saida: HttpResponse = Sair.as_view()(request)
            return saida
        messages.success(request, f"{plural_pt(entregues, ENTREGUES)}.")
        return redirect("central:conversas")
    na_pagina = mesa.na_pagina
    conversas = [um.conversa for um in na_pagina["abertos"] if um.conversa]
    contexto = {
        **na_pagina,
        "saindo": SAINDO in request.GET,
        "suas": [uma for uma in conversas if fio.com_quem_atende(uma, mesa.usuario.pk)],
    }
    return com_formulario(request, "atendimento/conversa_atendente/entregar.html", form, **contexto)
