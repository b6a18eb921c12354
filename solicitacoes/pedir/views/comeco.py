"""Antes do primeiro passo: a busca do atendente, e a página que explica o pedido."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assistente.guardas import em_aberto
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from guia import perguntas
from guia.consultas import buscar, suspensao_de
from guia.models import Servico
from roteamento.models import Unidade
from solicitacoes.guardas import atendente
from solicitacoes.pedir.roteiro import ATENDIMENTO, TIPO
from solicitacoes.pedir.views.passos import PEDIR, servico_do_guia


@login_not_required
@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """A busca de serviços de quem atende na Central ou numa Praça; os outros vão ao Guia."""
    quem_atende = atendente(request)
    if quem_atende is None:
        return redirect("guia:servicos")
    texto = request.GET.get("q", "").strip()
    achados = [s for s in buscar(texto) if s.publicada and s.publicada.solicitavel]
    contexto = {"unidade": quem_atende[1], "texto": texto, "servicos": achados}
    return render(request, "solicitacoes/pedir/inicio.html", contexto)


@login_not_required
@de_trabalho(*LER_E_MANDAR)
def comecar(request: HttpRequest, slug: str) -> HttpResponse:
    """Diz o que será perguntado; “Começar” cria o rascunho e vai ao primeiro passo."""
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
    unidade = quem_atende[1] if quem_atende else None
    if request.method != "POST":
        return render(request, "solicitacoes/pedir/comecar.html", _apresentacao(request, servico, unidade))
    if unidade is None and not PEDIR.dentro_do_limite(request):
        return render(request, "429.html", {"mensagem": PEDIR.muitos}, status=429)
    onde = {ATENDIMENTO: {"unidade": unidade.pk}} if unidade else {}
    return PEDIR.gravado(request, PEDIR.novo(request, servico.slug, onde, slug=servico.slug))


def _apresentacao(request: HttpRequest, servico: Servico, unidade: Unidade | None) -> dict[str, Any]:
    versao = servico.publicada
    lista = perguntas.ler(versao.perguntas) if versao else []
    return {
        "servico": servico,
        "versao": versao,
        "unidade": unidade,
        "perguntas": [p.rotulo for p in lista if p.mostrar_se is None],
        "em_aberto": None if unidade else em_aberto(request, TIPO, servico.slug).first(),
    }
