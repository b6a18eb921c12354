"""Recuperar um protocolo: o CPF e o contato do pedido. Na tela nunca se diz se há ou não há pedido."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assistente.paginas import com_formulario, enviado
from avisos.canais.base import ligado
from avisos.situacoes import Canal
from contas.guardas import LER_E_MANDAR, aberta_a_todos
from entrada.entrar import tentativas
from portal import acoes
from portal.forms import RecuperarForm
from referencia.limite_de_tentativas import dentro_do_limite, quem_pede
from solicitacoes.guardas import HORA

DA_REDE = 120
"""Por hora, de uma rede, que pode ser de uma Praça ou lan house."""
MUITAS = "Foram muitos pedidos deste lugar na última hora. Espere um pouco ou ligue 156."


@aberta_a_todos(*LER_E_MANDAR)
def recuperar(request: HttpRequest) -> HttpResponse:
    """Guarda o pedido e responde sempre o mesmo; o que se acha vai só ao contato escrito."""
    por_sms = ligado(Canal.SMS)
    if "feito" in request.GET:
        return render(request, "portal/acompanhar/recuperado.html", {"por_sms": por_sms})
    form = RecuperarForm(enviado(request))
    if form.is_valid():
        if not cabe_da_rede(request):
            return render(request, "429.html", {"mensagem": MUITAS}, status=429)
        if cabe(request, form.cleaned_data["contato"]):
            acoes.pedir_os_numeros(**form.cleaned_data)
        return redirect(f"{reverse('portal:recuperar')}?feito=sim")
    return com_formulario(request, "portal/acompanhar/recuperar.html", form, por_sms=por_sms)


def cabe_da_rede(request: HttpRequest) -> bool:
    return dentro_do_limite("recuperar", quem_pede(request), vezes=DA_REDE, segundos=HORA)


def cabe(request: HttpRequest, contato: str) -> bool:
    """Mais do que este contato recebe não se guarda, e quem pede não fica sabendo: a tela é a mesma."""
    return tentativas.contar(tentativas.limites_do_contato(request, contato))
