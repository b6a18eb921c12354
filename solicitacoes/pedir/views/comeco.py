"""O começo do pedido: a primeira página, antes de haver rascunho."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from assistente.guardas import em_aberto as pela_metade
from contas.guardas import LER, de_trabalho, interessado
from guia.consultas import suspensao_de
from guia.models import Servico
from protocolo import numero
from protocolo.models import Rascunho
from roteamento.guardas import atendente
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.de_novo import DE_NOVO, respostas_de
from solicitacoes.pedir.roteiro import ATENDIMENTO, TIPO
from solicitacoes.pedir.views.passos import PEDIR, servico_do_guia


@login_not_required
@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """Quem atende na Central ou numa Praça vai à sua mesa; os outros, ao Guia."""
    return redirect("central:inicio" if atendente(request) else "guia:servicos")


@PEDIR.publica
def comecar(request: HttpRequest, slug: str) -> HttpResponse:
    """A primeira página do pedido, com o que se precisa ler antes; o primeiro envio cria o rascunho."""
    servico = servico_do_guia(slug)
    if servico.slug != slug and request.method != "POST":
        return redirect("solicitacoes:comecar", servico.slug)
    if not servico.aceita_pedidos:
        situacao = 410 if servico.arquivado else 200
        return render(request, "solicitacoes/pedir/indisponivel.html", {"servico": servico}, status=situacao)
    if suspensao := suspensao_de(servico, timezone.localdate()):
        contexto = {"servico": servico, "suspensao": suspensao}
        return render(request, "solicitacoes/pedir/indisponivel.html", contexto)
    quem_atende = atendente(request)
    if quem_atende and request.method != "POST":  # na mesa o atendimento conta-se, e a pessoa se acha
        return redirect(f"{reverse('central:inicio')}?{urlencode({'q': servico.titulo})}")
    onde = {ATENDIMENTO: {"unidade": quem_atende[1].pk}} if quem_atende else {}
    onde |= _de_novo(request, servico)
    novo = PEDIR.novo(request, servico.slug, onde, servico=servico)
    if request.method == "POST" and "envio" not in request.POST:  # de uma página que só tinha “Começar”
        if quem_atende is None and not PEDIR.dentro_do_limite(request):
            return render(request, "429.html", {"mensagem": PEDIR.muitos}, status=429)
        return PEDIR.gravado(request, novo)
    deixado = None if quem_atende else _deixado(request, servico, onde)
    if volta := PEDIR.de_volta(request, deixado):
        return volta
    em_aberto = None if DE_NOVO in request.GET else deixado
    return PEDIR.primeira_pagina(request, novo, em_aberto=em_aberto)


def _deixado(request: HttpRequest, servico: Servico, onde: Mapping[str, Any]) -> Rascunho | None:
    """O que a pessoa deixou por enviar deste serviço; a quem pede de novo, o que partiu do mesmo pedido."""
    deixados = pela_metade(request, TIPO, servico.slug)
    if DE_NOVO in request.GET:
        deixados = deixados.filter(**{f"dados__{DE_NOVO}": onde.get(DE_NOVO, "")})
    return deixados.first()


def _de_novo(request: HttpRequest, servico: Servico) -> dict[str, Any]:
    """O que a pessoa disse num pedido seu do mesmo serviço; de outro serviço, ou de outra pessoa, nada."""
    protocolo = numero.normalizar(request.GET.get(DE_NOVO, ""))[: numero.TAMANHO]
    if not protocolo or servico.publicada is None:
        return {}
    seus = Solicitacao.objects.visiveis_para(interessado(request)).filter(servico=servico)
    caso = seus.filter(protocolo=protocolo.replace("\0", "")).first()
    if caso is None:
        return {}
    return respostas_de(caso, servico.publicada) | {DE_NOVO: {"protocolo": caso.protocolo}}
