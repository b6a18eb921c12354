"""O painel de uma unidade, de uma subprefeitura, de um órgão e da cidade, e a lista de cada número."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho, usuario_da_sessao
from contas.papeis import Papel
from documentos.planilha import resposta_csv
from solicitacoes.chefia import painel as leituras
from solicitacoes.chefia import planilha, semanas
from solicitacoes.chefia.ambito import Nivel
from solicitacoes.chefia.contas import Contas
from solicitacoes.chefia.forms.painel import PeriodoDeCimaForm, PeriodoForm
from solicitacoes.chefia.guardas import alcance_do_painel, quem_le_o_painel
from solicitacoes.chefia.lista import DISSERAM, TODOS, Pedidos
from solicitacoes.guardas import SO_A_CHEFIA, caixas_de
from solicitacoes.models import ContagemDosAgregados

MOSTRADAS = 40
"""Quantas linhas de um quadro a página mostra, se não se pedem todas: a cidade tem centenas de unidades."""
GUARDADO = timedelta(days=1)
"""O que se escreveu de uma contagem: a marca muda com a seguinte, horas depois."""
LISTA = "solicitacoes/chefia/pedidos.html"


@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """Os painéis acima do de uma unidade que a pessoa lê."""
    quem = usuario_da_sessao(request)
    alcance = alcance_do_painel(quem, caixas_de(quem))
    if not alcance:
        raise PermissionDenied(SO_A_CHEFIA)
    contexto = {
        "toda_a_cidade": alcance.cidade,
        "orgaos": alcance.orgaos_que_abre(),
        "subprefeituras": alcance.subprefeituras_que_abre(),
    }
    return render(request, "solicitacoes/chefia/paineis.html", contexto)


@de_trabalho(*LER)
def da_unidade(request: HttpRequest, sigla: str) -> HttpResponseBase:
    """O painel da unidade, no endereço da caixa dela; a chefia acima também o lê."""
    return painel(request, Nivel.UNIDADE, sigla)


@de_trabalho(*LER)
def painel(request: HttpRequest, nivel: Nivel, ambito: str = "") -> HttpResponseBase:
    """O que está aberto agora e o que se fez no período da URL; em CSV, só os números de cada quadro."""
    de_que, por, alcance = quem_le_o_painel(request, nivel, ambito)
    unidade = de_que.unidade
    na_caixa = unidade is not None and unidade.pk in por.unidades
    formulario = PeriodoForm if unidade else PeriodoDeCimaForm
    de, ate = formulario().dias
    form = formulario({"de": de.isoformat(), "ate": ate.isoformat(), **request.GET.dict()})
    valido = form.is_valid()
    periodo, agora = leituras.Periodo(*(form.dias if valido else (de, ate))), timezone.now()
    contas = Contas(de_que, periodo, agora, ContagemDosAgregados.ultima())
    if valido and request.GET.get("formato") == "csv":
        return _em_csv(contas, f"painel-{de_que.chave or 'cidade'}-{periodo.de}-{periodo.ate}.csv")
    contexto = {
        "aba": "painel",
        "ambito": de_que,
        "unidade": unidade,
        "acima": [outro for outro in de_que.acima if alcance.abre(outro)],
        "de_cima": not na_caixa,
        "no_lugar": na_caixa and por.papel != Papel.CHEFIA,
        "form": form,
        "periodo": periodo,
        "contas": contas,
        "guardado": GUARDADO.total_seconds(),
        "voltaram": leituras.que_voltaram(unidade) if unidade and na_caixa else [],
        "mostradas": MOSTRADAS,
        "corte": "" if request.GET.get("tudo") == "sim" else f":{MOSTRADAS}",
        **_consultas(periodo),
    }
    return render(request, "solicitacoes/chefia/painel.html", contexto, status=200 if valido else 422)


def _consultas(periodo: leituras.Periodo) -> dict[str, Any]:
    """As da lista a que leva cada número do período."""
    dias = {"de": periodo.de, "ate": periodo.ate}
    reabertos = {"reaberto_de": periodo.de, "reaberto_ate": periodo.ate}
    return {
        "entrada": semanas.dos_que_entraram(**dias),
        "entrada_juntos": urlencode({"situacao": TODOS, **dias, "juntados": "sim"}),
        "reabertura": urlencode({"situacao": TODOS, **reabertos}),
        "saida": semanas.dos_que_sairam(**dias),
        "disse": {qual: _consulta_do_que_se_disse(qual, periodo) for qual in DISSERAM},
    }


def _consulta_do_que_se_disse(qual: str, periodo: leituras.Periodo) -> str:
    dos_dias = {"disse": qual, "disse_de": periodo.de, "disse_ate": periodo.ate}
    return urlencode({"situacao": TODOS, **dos_dias, "com_juntados": "sim"})


def _em_csv(contas: Contas, nome: str) -> HttpResponseBase:
    quadros = {"Unidade": contas.por_unidade, "Serviço": contas.por_servico, "Turma": contas.por_turma}
    return resposta_csv(planilha.linhas(quadros, contas.semanas), nome)


@de_trabalho(*LER)
def pedidos(request: HttpRequest, nivel: Nivel, ambito: str = "") -> HttpResponse:
    """Os pedidos do âmbito que os filtros escolhem; com htmx, só a lista."""
    de_que, por, _ = quem_le_o_painel(request, nivel, ambito)
    agora, lida = timezone.now(), Pedidos.ler(request.GET)
    escolhidos = lida.aplicar(de_que.pedidos, por=por, agora=agora)
    contexto = {
        "ambito": de_que,
        "agora": agora,
        "caixas": por.unidades,
        **lida.pagina(escolhidos, request.GET),
    }
    return lida.responder(
        request,
        LISTA,
        contexto,
        lambda: {"formulario": lida.formulario(lida.opcoes(de_que, timezone.localdate(agora)))},
    )
