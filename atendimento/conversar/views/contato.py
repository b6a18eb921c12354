"""O contato que a pessoa deixa na conversa, e o código que o prova."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.conversar.forms import CodigoForm, ContatoForm
from atendimento.conversar.guardas import da_conversa, minha_conversa
from atendimento.conversar.views.tela import ver
from contas.guardas import LER_E_MANDAR
from protocolo.erros import RecusaDeAcao, RecusaNoCampo

GUARDADO = "Pronto: o seu contato está nesta conversa."
PROVADO = "Código conferido. Quem atende já sabe que o contato é seu."
FALTA = "Escreva um e-mail ou um telefone."


@da_conversa(*LER_E_MANDAR)
def contato(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O nome e o contato: para responder depois, e para quem atende saber com quem fala."""
    esta = minha_conversa(request, codigo)
    if not esta.aberta:
        return ver(esta)
    form = ContatoForm(enviado(request), initial=ContatoForm.conhecidos(esta))
    if form.is_valid():
        if not any(form.cleaned_data.values()):
            form.add_error("email", FALTA)
        else:
            acoes.deixar_contato(conversa=esta, **form.cleaned_data)
            messages.success(request, GUARDADO)
            return ver(esta)
    return com_formulario(request, "atendimento/conversar/contato.html", form, conversa=esta)


@da_conversa(*LER_E_MANDAR)
def codigo(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O código que vai ao contato da conversa: mandá-lo, e conferi-lo."""
    esta = minha_conversa(request, codigo)
    if not esta.aberta:
        return ver(esta)
    if "mandar" in request.POST:
        try:
            acoes.mandar_codigo(conversa=esta)
        except RecusaDeAcao as recusa:
            messages.error(request, str(recusa))
        return redirect("conversa:codigo", codigo)
    form = CodigoForm(enviado(request))
    if form.is_valid():
        try:
            acoes.conferir_codigo(conversa=esta, codigo=form.cleaned_data["codigo"])
        except RecusaNoCampo as recusa:
            form.add_error("codigo", str(recusa))
        else:
            messages.success(request, PROVADO)
            return ver(esta)
    return com_formulario(request, "atendimento/conversar/codigo.html", form, conversa=esta)
