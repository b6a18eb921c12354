"""O painel de uma unidade, de uma subprefeitura, de um órgão e da cidade, e a lista de cada número."""

from __future__ import annotations

from datetime import datetime
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
from solicitacoes.chefia import planilha, quadro, semanas
from solicitacoes.chefia.ambito import Ambito, Nivel
from solicitacoes.chefia.forms.painel import PeriodoDeCimaForm, PeriodoForm
from solicitacoes.chefia.guardas import alcance_do_painel, quem_le_o_painel
from solicitacoes.chefia.lista import DISSERAM, TODOS, Pedidos
from solicitacoes.guardas import SO_A_CHEFIA, caixas_de

MOSTRADAS = 40
"""Quantas linhas de um quadro a página mostra, se não se pedem todas: a cidade tem centenas de unidades."""
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
    do_periodo = _do_periodo(de_que, agora, periodo)
    if valido and request.GET.get("formato") == "csv":
        return _em_csv(do_periodo, f"painel-{de_que.chave or 'cidade'}-{periodo.de}-{periodo.ate}.csv")
    abertos = leituras.abertos(de_que, agora, periodo)
    contexto = {
        "aba": "painel",
        "ambito": de_que,
        "unidade": unidade,
        "acima": [outro for outro in de_que.acima if alcance.abre(outro)],
        "de_cima": not na_caixa,
        "no_lugar": na_caixa and por.papel != Papel.CHEFIA,
        "form": form,
        "periodo": periodo,
        "abertos": abertos,
        "voltaram": leituras.que_voltaram(unidade) if unidade and na_caixa and abertos.voltaram else [],
        "mostradas": MOSTRADAS,
        "corte": "" if request.GET.get("tudo") == "sim" else f":{MOSTRADAS}",
        **do_periodo,
    }
    return render(request, "solicitacoes/chefia/painel.html", contexto, status=200 if valido else 422)


def _do_periodo(de_que: Ambito, agora: datetime, periodo: leituras.Periodo) -> dict[str, Any]:
    """As contas do período; quantos entraram é a soma do quadro dos serviços, que há em todo painel."""
    servicos, dias = quadro.por_servico(de_que, agora, periodo), (periodo.de, periodo.ate)
    ultimas = semanas.ultimas(de_que, timezone.localdate(agora))
    return {
        "encerrados": leituras.encerrados(de_que, periodo),
        "etapas": leituras.etapas(de_que, periodo),
        "por_unidade": [] if de_que.unidade else quadro.por_unidade(de_que, agora, periodo),
        "por_servico": servicos,
        "por_turma": quadro.por_turma(de_que, agora, periodo) if de_que.unidade else [],
        "entraram": sum(linha.entraram for linha in servicos),
        "entraram_juntos": sum(linha.entraram_juntos for linha in servicos),
        "reabertos": sum(linha.reabertos for linha in servicos),
        "semanas": ultimas,
        "maior_semana": semanas.maior(ultimas),
        "entrada": semanas.dos_que_entraram(*dias),
        "entrada_juntos": urlencode(
            {"situacao": TODOS, "de": periodo.de, "ate": periodo.ate, "juntados": "sim"}
        ),
        "reabertura": urlencode({"situacao": TODOS, "reaberto_de": periodo.de, "reaberto_ate": periodo.ate}),
        "saida": semanas.dos_que_sairam(*dias),
        "disse": {qual: _consulta_do_que_se_disse(qual, periodo) for qual in DISSERAM},
    }


def _consulta_do_que_se_disse(qual: str, periodo: leituras.Periodo) -> str:
    dos_dias = {"disse": qual, "disse_de": periodo.de, "disse_ate": periodo.ate}
    return urlencode({"situacao": TODOS, **dos_dias, "com_juntados": "sim"})


def _em_csv(do_periodo: dict[str, Any], nome: str) -> HttpResponseBase:
    nomes = {"Unidade": "por_unidade", "Serviço": "por_servico", "Turma": "por_turma"}
    quadros = {por: do_periodo[quadro] for por, quadro in nomes.items()}
    escritas = planilha.linhas(quadros, do_periodo["semanas"])
    return resposta_csv(escritas, nome)


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
