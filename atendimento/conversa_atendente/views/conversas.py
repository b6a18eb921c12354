"""As conversas de quem atende: as suas, as por responder, dizer que recebe, e o que há de novo em todas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from atendimento import acoes
from atendimento import conversa as leituras
from atendimento import novidades as pergunta
from atendimento.consultas import abas_de, ligacoes_de
from atendimento.conversa import DoLado
from atendimento.conversa_atendente import fio, lista
from atendimento.conversa_atendente.forms import DisponibilidadeForm
from atendimento.conversa_atendente.guardas import que_atendia
from atendimento.eventos import FAZ
from atendimento.guardas import NaMesa, quem_conversa
from atendimento.models import Atendimento, Conversa
from atendimento.situacoes import Estado
from contas.guardas import LER, de_trabalho

DE_OUTRA_PESSOA = "Esta página é de outra pessoa. Recarregue-a."
BOTOES = {
    Estado.RECEBE: "Receber conversas",
    Estado.PAUSA: "Pôr em pausa",
    Estado.ALMOCO: "Ir almoçar",
    Estado.TREINAMENTO: "Ir a um treinamento",
    Estado.FORA: "Deixar de receber",
}
DITO = {
    Estado.RECEBE: "Você recebe conversas. Fique com uma página da Central aberta.",
    Estado.PAUSA: "Você está em pausa: fica com as conversas que tem, e não chegam outras.",
    Estado.ALMOCO: "Bom almoço: não chegam conversas.",
    Estado.TREINAMENTO: "Você está em treinamento: não chegam conversas.",
    Estado.FORA: "Você deixou de receber conversas.",
}
FICA_COM_AS_SUAS = {Estado.RECEBE, Estado.PAUSA}
"""Nos outros estados deixa-se a mesa: pergunta-se o que se faz das conversas abertas."""


@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """Se se recebe, as conversas que se tem, a fila e as por responder."""
    mesa = quem_conversa(request)
    na_pagina = mesa.na_pagina
    contexto = na_pagina | _da_lista(mesa, na_pagina["abertos"])
    return render(request, "atendimento/conversa_atendente/lista.html", contexto)


def _da_lista(mesa: NaMesa, abertos: list[Atendimento]) -> dict[str, Any]:
    dela = lista.disponibilidade_de(mesa.usuario)
    assuntos = list(dela.assuntos.all()) if dela else []
    estado = dela.estado if dela else Estado.FORA
    return {
        "unidade": mesa.unidade,
        "disponibilidade": dela,
        "no_turno": estado != Estado.FORA,
        "estados": [(um.value, dito) for um, dito in BOTOES.items() if um != estado],
        "form": DisponibilidadeForm(initial={"assuntos": assuntos}),
        "so_de": assuntos,
        "fila": lista.da_fila(),
        "passadas": lista.passadas_a(mesa.unidade),
        "pendentes": lista.por_responder(),
        "aberta": leituras.aberta_em(timezone.now()),
        "minhas": [um for um in abertos if um.conversa],
    }


@de_trabalho("POST")
def disponibilidade(request: HttpRequest) -> HttpResponse:
    """Passa a receber, ou a outro estado; quem deixa a mesa com conversas diz o que se faz delas."""
    mesa, form = quem_conversa(request), DisponibilidadeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(erro) for erros in form.errors.values() for erro in erros))
        return redirect("central:conversas")
    estado, assuntos = Estado(form.cleaned_data["estado"]), form.cleaned_data["assuntos"]
    acoes.por_a_disposicao(usuario=mesa.usuario, unidade=mesa.unidade, estado=estado, assuntos=assuntos)
    messages.success(request, DITO[estado])
    deixa_a_mesa = estado not in FICA_COM_AS_SUAS and Conversa.objects.de(mesa.usuario).exists()
    return redirect("central:conversas_entregar" if deixa_a_mesa else "central:conversas")


@de_trabalho(*LER)
def novidades(request: HttpRequest) -> HttpResponse:
    """O que mudou nas minhas conversas e ligações, se a página (`v`) não o tem.

    `c` diz a conversa que ela mostra, e `d` até onde já tem as mensagens; `q`, de quem é a página.
    """
    mesa = quem_conversa(request)
    quem = mesa.usuario
    if request.GET.get("q", "") != str(quem.pk):
        raise PermissionDenied(DE_OUTRA_PESSOA)
    dela, ligacoes = lista.disponibilidade_de(quem), ligacoes_de(quem.pk)
    abertos = abas_de(quem.pk)
    conversas = [um.conversa for um in abertos if um.conversa]
    suas = [uma for uma in conversas if fio.com_quem_atende(uma, quem.pk)]
    na_lista = _da_lista(mesa, abertos) if "lista" in request.GET else {}
    versao = leituras.versao_da_mesa(dela.versao if dela else 0, suas, ligacoes)
    if na_lista:
        versao += lista.versao(na_lista["fila"], na_lista["passadas"], len(na_lista["pendentes"]))
    corrente = leituras.corrente(DoLado.QUEM_ATENDE, quem.pk, request.session.session_key or "")
    if not pergunta.mudou(request, versao):
        return pergunta.com_versao(versao, corrente)
    contexto = {
        "abertos": abertos,
        "atendimento": None,
        "ligacoes": ligacoes,
        **_da_que_se_ve(request, suas, quem.pk),
        **na_lista,
    }
    resposta = render(request, "atendimento/conversa_atendente/_novidades.html", contexto)
    return pergunta.com_versao(versao, corrente, resposta)


@de_trabalho("POST")
def sinal(request: HttpRequest) -> HttpResponse:
    """O que a página aberta diz sozinha: que se está ali, o que se viu, que se escreve, que se fecha."""
    quem, dito, agora = quem_conversa(request).usuario, request.POST, timezone.now()
    if "fecha" in dito:
        acoes.fechar_a_mesa(usuario=quem, em=agora)
        return HttpResponse(status=204)
    acoes.dar_sinal(usuario=quem, em=agora, acompanha="pergunta" not in dito)
    vista, fez = pergunta.numero(dito.get("vista", "")), FAZ & dito.keys()
    qual = pergunta.codigo(dito.get("conversa", "")) if vista or fez else None
    if qual and (esta := Conversa.objects.de(quem).filter(codigo=qual).first()):
        acoes.conviver(conversa=esta, lado=fio.LADO, vista=vista, fez=fez)
    return HttpResponse(status=204)


def _da_que_se_ve(request: HttpRequest, suas: list[Conversa], quem: int) -> dict[str, Any]:
    """As mensagens novas da conversa que a página mostra; `perdida`, se já não está com quem pergunta."""
    if not request.GET.get("c"):
        return {}
    codigo = pergunta.codigo(request.GET["c"])
    esta = next((uma for uma in suas if uma.codigo == codigo), None)
    if esta is None:
        return fio.perdida(que_atendia(quem, codigo))
    return fio.novas(esta, depois=pergunta.numero(request.GET.get("d", "")))
