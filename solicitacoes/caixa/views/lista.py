"""A porta da caixa: em que unidades se serve, e a lista de pedidos de uma delas."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import LER, de_trabalho, usuario_da_sessao
from documentos import planilha
from mesas.contagem import TETO, contar_ate
from roteamento.consultas import sucessoras
from roteamento.models import Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes import consultas
from solicitacoes.caixa import devolvidas, filtros_guardados
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.caixa.lista import opcoes_de_filtro
from solicitacoes.caixa.selecao import momento
from solicitacoes.guardas import caixas_de, eh_da_coordenacao, equipe, tem_painel
from solicitacoes.models import Solicitacao

MODELO = "solicitacoes/caixa/lista.html"
NOVOS = 99
"""Até onde se contam os abertos depois que a página se abriu."""


@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """As caixas de quem entrou; quem serve numa só vai direto a ela, salvo se pede `todas`."""
    quem, agora = usuario_da_sessao(request), timezone.now()
    minhas = consultas.minhas_caixas(quem, caixas_de(quem), timezone.localdate(agora))
    pedida = request.GET.get("unidade", "")
    if pedida in minhas.proprias.values() or pedida in minhas.herdadas.values():
        return redirect("caixa:lista", pedida)
    if len(minhas.proprias) == 1 and not (minhas.herdadas and {"todas", "busca"} & request.GET.keys()):
        return redirect("caixa:lista", *minhas.proprias.values())
    busca = request.GET.get("busca", "").replace("\0", "").strip()[:120]
    sem_equipe = consultas.caixas_sem_equipe(minhas.herdadas, busca, agora) if minhas.herdadas else []
    contexto = {
        "caixas": consultas.caixas(minhas.proprias, agora),
        "ha_herdadas": bool(minhas.herdadas),
        "sem_equipe": sem_equipe[: consultas.CAIXAS_MOSTRADAS],
        "ha_mais": len(sem_equipe) > consultas.CAIXAS_MOSTRADAS,
        "busca": busca,
        "teto": TETO,
    }
    return render(request, "solicitacoes/caixa/inicio.html", contexto)


@de_trabalho(*LER)
def lista(request: HttpRequest, sigla: str) -> HttpResponse:
    """Os pedidos da unidade; com htmx, só a lista, para a mudança de um filtro."""
    unidade, por = equipe(request, sigla)
    agora = timezone.now()
    lida = Caixa.ler(request.GET)
    escolhidas = lida.aplicar(Solicitacao.objects.da_unidade(unidade), por=por, agora=agora)
    contexto = {
        "unidade": unidade,
        "agora": agora,
        "teto_da_planilha": planilha.TETO,
        **lida.pagina(escolhidas, request.GET, lida.janela(unidade, escolhidas)),
    }
    return lida.responder(request, MODELO, contexto, lambda: _em_volta(lida, unidade, por, agora))


@de_trabalho(*LER)
def novos(request: HttpRequest, sigla: str) -> HttpResponse:
    """Quantos destes filtros foram abertos depois que a página se abriu (`visto`); nada (204) se nenhum.

    A página o pergunta sozinha de vez em quando: é uma consulta curta, pelo índice da idade. Os que vieram
    de outra unidade ou se reabriram não se contam: só da abertura há índice.
    """
    unidade, por = equipe(request, sigla)
    visto, lida = momento(request.GET.get("visto", "")), Caixa.ler(request.GET)
    if visto is None or lida.das_encerradas:
        return HttpResponse(status=204)
    da_caixa = Solicitacao.objects.da_unidade(unidade).filter(aberta_em__gt=visto)
    (quantos,) = contar_ate([lida.aplicar(da_caixa, por=por, agora=timezone.now()).order_by()], NOVOS)
    if not quantos:
        return HttpResponse(status=204)
    contexto = {"unidade": unidade, "filtros": lida, "quantos": quantos, "teto": NOVOS}
    return render(request, "solicitacoes/caixa/novos.html", contexto)


def _em_volta(lida: Caixa, unidade: Unidade, por: Autor, agora: datetime) -> dict[str, Any]:
    """O que a página tem em volta da lista, e que uma mudança de filtro não refaz."""
    hoje = timezone.localdate(agora)
    decide = unidade.sigla == TRIAGEM and eh_da_coordenacao(por.usuario)  # o que as unidades devolveram
    return {
        **_das_outras_caixas(unidade, por, hoje),
        "caixa": consultas.caixas([unidade.pk], agora)[0],
        "decide": decide,
        "a_decidir": devolvidas.quantas() if decide else 0,
        "tem_painel": (da_chefia := tem_painel(por, unidade)),
        "pedem_que_reabra": consultas.reaberturas_por_decidir(unidade) if da_chefia else 0,
        "teto": TETO,
        "guardados": filtros_guardados.a_vista(por, unidade),
        "formulario": lida.formulario(opcoes_de_filtro(unidade, hoje)),
    }


def _das_outras_caixas(unidade: Unidade, por: Autor, hoje: date) -> dict[str, Any]:
    """Para onde se troca, por que esta caixa aparece e o que espera nas de unidades sem equipe."""
    if len(por.unidades) == 1:
        return {"minhas": None}
    minhas = consultas.minhas_caixas(por.usuario, por.unidades, hoje)
    herdada = unidade.pk in minhas.herdadas
    extinta = unidade.vigente_ate is not None and unidade.vigente_ate < hoje
    return {
        "minhas": minhas,
        "herdada": herdada,
        "continua_em": sucessoras(unidade, hoje) if extinta else [],
        "extinta": extinta,
        "abertas_sem_equipe": consultas.abertas_em(minhas.herdadas) if minhas.herdadas and not herdada else 0,
    }
