"""Quem perdeu a chave de acesso: um link que serve uma vez vai ao e-mail do caso, e só a ele.

A tela nunca diz se há o caso, nem se o e-mail é o dele: o que se manda decide-se na rotina.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assistente.paginas import com_formulario, enviado
from contas.guardas import LER_E_MANDAR, aberta_a_todos, abrir_na_sessao
from contas.segredos.link_da_chave import LinkRecusado, protocolo_de
from portal import acoes
from portal.forms import ChavePerdidaForm
from portal.views.recuperar import MUITAS, cabe, cabe_da_rede

TROCOU = "A chave de antes já não abre este pedido. A nova está nesta página e vai também ao seu e-mail."


@aberta_a_todos(*LER_E_MANDAR)
def perdi_a_chave(request: HttpRequest) -> HttpResponse:
    """Guarda o pedido e responde sempre o mesmo."""
    if "feito" in request.GET:
        return render(request, "portal/acompanhar/chave_pedida.html")
    form = ChavePerdidaForm(enviado(request))
    if form.is_valid():
        if not cabe_da_rede(request):
            return render(request, "429.html", {"mensagem": MUITAS}, status=429)
        if cabe(request, form.cleaned_data["email"]):
            acoes.pedir_a_chave(**form.cleaned_data)
        return redirect(f"{reverse('portal:perdi_a_chave')}?feito=sim")
    return com_formulario(request, "portal/acompanhar/chave_perdida.html", form)


@aberta_a_todos(*LER_E_MANDAR)
def usar_o_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ler não o gasta: há correio que abre os links antes da pessoa. Quem o usa toca no botão."""
    try:
        protocolo = protocolo_de(token)
        if request.method == "POST":
            acoes.usar_o_link(token=token)
    except LinkRecusado as recusa:
        return render(request, "portal/acompanhar/chave_recusada.html", {"razao": str(recusa)}, status=410)
    if request.method != "POST":
        return render(request, "portal/acompanhar/chave_nova.html", {"protocolo": protocolo})
    abrir_na_sessao(request, protocolo)
    messages.success(request, TROCOU)
    return redirect("portal:caso", protocolo)
