"""A página do painel da chefia: o que está aberto agora e o que se fez num período."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from contas.papeis import Papel
from solicitacoes.chefia import painel as leituras
from solicitacoes.chefia.forms.equipe import PeriodoForm
from solicitacoes.guardas import quem_le_o_painel


@de_trabalho(*LER)
def painel(request: HttpRequest, sigla: str) -> HttpResponse:
    """O que está aberto agora e o que se fez no período da URL; a chefia acima também o lê."""
    unidade, por = quem_le_o_painel(request, sigla)
    na_caixa = por is not None
    de, ate = PeriodoForm().dias
    form = PeriodoForm({"de": de.isoformat(), "ate": ate.isoformat(), **request.GET.dict()})
    valido = form.is_valid()
    periodo = leituras.Periodo(*(form.dias if valido else (de, ate)))
    abertos = leituras.abertos(unidade, timezone.now(), periodo)
    contexto = {
        "aba": "painel",
        "unidade": unidade,
        "na_caixa": na_caixa,
        "de_cima": not na_caixa,
        "no_lugar": por is not None and por.papel != Papel.CHEFIA,
        "form": form,
        "periodo": periodo,
        "abertos": abertos,
        "encerrados": leituras.encerrados(unidade, periodo),
        "etapas": leituras.etapas(unidade, periodo),
        "voltaram": leituras.que_voltaram(unidade) if abertos.voltaram and na_caixa else [],
    }
    return render(request, "solicitacoes/chefia/painel.html", contexto, status=200 if valido else 422)
