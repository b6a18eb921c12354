"""O contato que a pessoa deixa na conversa, o código que o prova, e a cópia que vai a ele."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.conversa_municipe.forms import CodigoForm, ContatoForm, EmailForm
from atendimento.conversa_municipe.guardas import da_conversa, minha_conversa
from atendimento.conversa_municipe.views.tela import ver
from atendimento.models import Conversa
from atendimento.situacoes import SEM_NADA_DEPOIS
from contas.guardas import LER_E_MANDAR
from protocolo.erros import RecusaDeAcao, RecusaNoCampo
from referencia.limite_de_tentativas import quem_pede

GUARDADO = "O seu contato está nesta conversa."
PROVADO = "Código conferido. Quem atende já sabe que o contato é seu."
FALTA = "Escreva um e-mail ou um telefone."
MANDADA = "A cópia vai para o seu e-mail."
PARA_A_COPIA = "copia"
"""No endereço do código: provado o e-mail, a cópia da conversa vai a ele."""


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
    return com_formulario(request, "atendimento/conversa_municipe/contato.html", form, conversa=esta)


@da_conversa(*LER_E_MANDAR)
def codigo(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O código que vai ao contato da conversa: mandá-lo, e conferi-lo."""
    esta = minha_conversa(request, codigo)
    if not esta.aberta and not esta.prova:
        return ver(esta)
    if "mandar" in request.POST:
        try:
            acoes.mandar_codigo(conversa=esta, rede=quem_pede(request))
        except RecusaDeAcao as recusa:
            messages.error(request, str(recusa))
        return _ao_codigo(request, esta)
    form = CodigoForm(enviado(request))
    if form.is_valid():
        try:
            acoes.conferir_codigo(conversa=esta, codigo=form.cleaned_data["codigo"])
        except RecusaNoCampo as recusa:
            form.add_error("codigo", str(recusa))
        else:
            return _provado(request, esta)
    return com_formulario(request, "atendimento/conversa_municipe/codigo.html", form, conversa=esta)


def _provado(request: HttpRequest, esta: Conversa) -> HttpResponse:
    """O código conferiu: quem o pediu para levar a cópia leva-a já."""
    if PARA_A_COPIA in request.GET:
        return _mandar_a_copia(request, esta)
    messages.success(request, PROVADO)
    return ver(esta)


# --- a cópia por e-mail ------------------------------------------------------------------


@da_conversa(*LER_E_MANDAR)
def mandar_copia(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A conversa por e-mail: logo ao da conta, ou ao já provado; a outro, depois do código que vai a ele."""
    esta = minha_conversa(request, codigo)
    if esta.fim in SEM_NADA_DEPOIS:
        return ver(esta)
    quem = esta.interessado
    form = EmailForm(enviado(request), initial={"email": quem.email if quem else ""})
    if form.is_valid():
        try:
            return _levar_a(request, esta, form.cleaned_data["email"].lower())
        except RecusaDeAcao as recusa:
            form.add_error("email", str(recusa))
    return com_formulario(request, "atendimento/conversa_municipe/mandar_copia.html", form, conversa=esta)


def _levar_a(request: HttpRequest, esta: Conversa, email: str) -> HttpResponse:
    quem = esta.interessado
    if quem is None or quem.email != email:
        nome, telefone = (quem.nome, quem.telefone) if quem else ("", "")
        esta = acoes.deixar_contato(conversa=esta, nome=nome, email=email, telefone=telefone)
    if acoes.tem_email_provado(esta):
        return _mandar_a_copia(request, esta)
    acoes.mandar_codigo(conversa=esta, rede=quem_pede(request))
    return redirect(f"{reverse('conversa:codigo', args=[esta.codigo])}?{PARA_A_COPIA}=sim")


def _mandar_a_copia(request: HttpRequest, esta: Conversa) -> HttpResponse:
    try:
        acoes.mandar_transcricao(conversa=esta)
    except RecusaDeAcao as recusa:
        messages.error(request, str(recusa))
    else:
        messages.success(request, MANDADA)
    return ver(esta, "conteudo")


def _ao_codigo(request: HttpRequest, esta: Conversa) -> HttpResponse:
    """De volta ao código, a quem pediu outro, para o mesmo fim."""
    consulta = f"?{PARA_A_COPIA}=sim" if PARA_A_COPIA in request.GET else ""
    return redirect(f"{reverse('conversa:codigo', args=[esta.codigo])}{consulta}")
