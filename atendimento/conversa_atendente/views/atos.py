"""Os atos de uma conversa: tomar, passar, deixar para depois, levar à denúncia, bloquear, identificar."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.casos import partes_de
from atendimento.conversa import tem_contato
from atendimento.conversa_atendente import fio, lista
from atendimento.conversa_atendente.forms import BloquearForm, DenunciaForm, DepoisForm, PassarForm
from atendimento.conversa_atendente.guardas import Atendida, a_conversa, minha_conversa, pode_tomar
from atendimento.conversa_atendente.views.conversa import a_mesa
from atendimento.guardas import quem_conversa
from atendimento.models import Atendimento
from atendimento.pessoa.lista import todos_de
from atendimento.pessoa.quem import da_pagina
from atendimento.situacoes import Estado
from contas.guardas import LER_E_MANDAR, de_trabalho
from contas.models import Usuario
from mesas.forms import aceito
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade

CODIGO_MANDADO = "O código foi ao contato que a pessoa deixou. Ela o escreve na página dela; não o peça."
SEM_CASOS = "O contato é da pessoa, e não há caso com ele que se possa abrir daqui."


@de_trabalho("POST")
def tomar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Fica com ela quem atende, se é por responder ou está na fila; a chefia, qualquer uma."""
    mesa, esta = quem_conversa(request), a_conversa(codigo)
    supervisiona = pode_tomar(request, esta)
    if lista.disponibilidade_de(mesa.usuario) is None:
        acoes.por_a_disposicao(usuario=mesa.usuario, unidade=mesa.unidade, estado=Estado.FORA)
    if not fio.com_quem_atende(esta, mesa.usuario.pk):
        acoes.tomar(conversa=esta, por=mesa.usuario, unidade=mesa.unidade, supervisiona=supervisiona)
    deste = Atendimento.objects.abertos().de(mesa.usuario).filter(conversa=esta).get()
    return redirect("central:atendimento", deste.codigo)


@de_trabalho(*LER_E_MANDAR)
def passar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A um colega, a um lugar, ou de volta à fila, com o motivo."""
    esta = minha_conversa(request, codigo)
    form = PassarForm(enviado(request), quem=esta.mesa.usuario)
    if aceito(form, lambda: acoes.passar(conversa=esta.conversa, por=esta.mesa.usuario, **form.dito)):
        messages.success(request, com_quem_ficou(**form.dito))
        return redirect("central:conversas")
    return _pagina(request, "passar", form, esta)


def com_quem_ficou(*, para: Usuario | None, lugar: Unidade | None, motivo: str) -> str:  # noqa: ARG001
    """O que se diz a quem a passou."""
    if para:
        return f"A conversa está com {para.nome}."
    return f"A conversa espera por {lugar.nome}." if lugar else "A conversa voltou à fila."


@de_trabalho(*LER_E_MANDAR)
def depois(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Fica por responder: a pessoa é avisada do prazo. De quem não deixou contato, pede-se antes."""
    esta = minha_conversa(request, codigo)
    if "pedir" in request.POST:
        acoes.pedir_o_contato(conversa=esta.conversa, por=esta.mesa.usuario)
        return a_mesa(esta)
    form = DepoisForm(enviado(request), ha_contato=tem_contato(esta.conversa))
    agir = lambda: acoes.deixar_para_depois(  # noqa: E731
        conversa=esta.conversa, por=esta.mesa.usuario, motivo=form.cleaned_data["motivo"]
    )
    if aceito(form, agir):
        messages.success(request, "A conversa ficou por responder, e a pessoa leu até quando.")
        return redirect("central:conversas")
    return _pagina(request, "depois", form, esta)


@de_trabalho(*LER_E_MANDAR)
def denuncia(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Denúncia não se toma em conversa: apaga-se o que se escreveu, e a pessoa recebe o formulário."""
    esta = minha_conversa(request, codigo)
    form = DenunciaForm(enviado(request))
    if aceito(form, lambda: acoes.levar_a_denuncia(conversa=esta.conversa, por=esta.mesa.usuario)):
        messages.success(request, "A conversa acabou, e o que se escreveu nela foi apagado.")
        return redirect("central:conversas")
    return _pagina(request, "denuncia", form, esta)


@de_trabalho(*LER_E_MANDAR)
def bloquear(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A conversa acaba, e por um tempo não se aceitam outras desta pessoa."""
    esta = minha_conversa(request, codigo)
    form = BloquearForm(enviado(request))
    if aceito(form, lambda: acoes.bloquear(conversa=esta.conversa, por=esta.mesa.usuario, **form.dito)):
        messages.success(request, "A conversa acabou, e a pessoa está bloqueada.")
        return redirect("central:conversas")
    return _pagina(request, "bloquear", form, esta)


def _pagina(request: HttpRequest, ato: str, form: Form, esta: Atendida) -> HttpResponse:
    contexto = {**da_pagina(esta.atendimento, esta.mesa), "conversa": esta.conversa}
    return com_formulario(request, f"atendimento/conversa_atendente/{ato}.html", form, **contexto)


# --- quem é -------------------------------------------------------------------------


@de_trabalho("POST")
def mandar_codigo(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Um código ao contato que a conversa tem: a pessoa o escreve na página dela, e quem atende não o vê."""
    esta = minha_conversa(request, codigo)
    try:
        acoes.mandar_codigo(conversa=esta.conversa)
    except RecusaDeAcao as recusa:
        messages.error(request, str(recusa))
    else:
        messages.success(request, CODIGO_MANDADO)
    return a_mesa(esta)


@de_trabalho("POST")
def casos(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Os casos de quem entrou com a conta, ou provou o contato; escreve-se a leitura antes de os mostrar."""
    return _abrir_ficha(request, minha_conversa(request, codigo))


def _abrir_ficha(request: HttpRequest, esta: Atendida) -> HttpResponse:
    reconhecido = acoes.reconhecer_quem_conversa(atendimento=esta.atendimento)
    if reconhecido is None:
        messages.info(request, SEM_CASOS)
    else:
        acoes.abrir_ficha(atendimento=reconhecido, dela=todos_de(partes_de(reconhecido)), por=esta.mesa.autor)
    return a_mesa(esta, "quem")
