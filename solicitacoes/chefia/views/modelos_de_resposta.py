"""Os modelos de resposta, que a chefia da unidade escreve."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assistente.paginas import enviado
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.forms import aceito
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.chefia import modelos_de_resposta as leituras
from solicitacoes.chefia.forms.modelos_de_resposta import VARIAVEIS, ModeloForm, inicial
from solicitacoes.guardas import chefia
from solicitacoes.models import ModeloDeResposta


@de_trabalho(*LER)
def lista(request: HttpRequest, sigla: str) -> HttpResponse:
    """Os modelos de resposta da unidade, que se mudam, e os da cidade, que se copiam."""
    unidade, _ = chefia(request, sigla)
    da_unidade, da_cidade = leituras.da_pagina(unidade)
    contexto = {
        "aba": "modelos",
        "unidade": unidade,
        "da_unidade": [(modelo, leituras.uso_em_palavras(modelo)) for modelo in da_unidade],
        "da_cidade": [(modelo, leituras.uso_em_palavras(modelo)) for modelo in da_cidade],
    }
    return render(request, "solicitacoes/chefia/modelos.html", contexto)


@de_trabalho(*LER_E_MANDAR)
def escrever(request: HttpRequest, sigla: str, modelo: int | None = None) -> HttpResponse:
    """Criar, ler ou mudar um modelo; “Ver como fica” mostra o exemplo sem gravar."""
    unidade, por = chefia(request, sigla)
    achado = _achar(unidade, modelo) if modelo else None
    if achado and achado.unidade_id is None:
        return _ler(request, unidade, achado)
    form = ModeloForm(enviado(request), initial=inicial(achado) if achado else {})
    if not form.is_bound:
        previa = leituras.previa(achado.texto) if achado else ""
        return _mostrar(request, unidade, form, achado, previa=previa)
    if "ver" in request.POST and form.is_valid():
        return _mostrar(request, unidade, form, achado, previa=leituras.previa(form.cleaned_data["texto"]))
    escrever_este = partial(acoes.escrever_modelo, unidade=unidade, por=por, modelo=achado)
    feito = aceito(form, lambda: escrever_este(**form.argumentos))
    if feito is None:
        return _mostrar(request, unidade, form, achado, status=422)
    messages.success(request, f"Modelo “{feito.nome}” guardado.")
    return redirect("caixa:modelos", unidade.sigla)


@require_POST
def usar(request: HttpRequest, sigla: str, modelo: int) -> HttpResponse:
    """Põe em uso (`ativo=sim`) ou tira de uso."""
    unidade, por = chefia(request, sigla)
    ativo = request.POST.get("ativo") == "sim"
    try:
        feito = acoes.usar_modelo(unidade=unidade, por=por, modelo=_achar(unidade, modelo), ativo=ativo)
    except RecusaDeAcao as recusa:
        messages.error(request, str(recusa))
    else:
        messages.success(request, f"O modelo “{feito.nome}” {'está em' if ativo else 'saiu de'} uso.")
    return redirect("caixa:modelos", unidade.sigla)


@require_POST
def copiar(request: HttpRequest, sigla: str, modelo: int) -> HttpResponse:
    """Faz da unidade uma cópia do da cidade e a abre para mudar."""
    unidade, por = chefia(request, sigla)
    try:
        copia = acoes.copiar_modelo(unidade=unidade, por=por, modelo=_achar(unidade, modelo))
    except RecusaDeAcao as recusa:
        messages.error(request, str(recusa))
        return redirect("caixa:modelos", unidade.sigla)
    messages.success(request, "Esta cópia é da sua unidade: mude o que quiser.")
    return redirect("caixa:modelo", unidade.sigla, copia.pk)


def _achar(unidade: Unidade, chave: int) -> ModeloDeResposta:
    """Um modelo da unidade ou da cidade; o de outra unidade não existe para esta."""
    da_unidade = ModeloDeResposta.objects.filter(Q(unidade=unidade) | Q(unidade=None))
    return get_object_or_404(da_unidade.select_related("servico__publicada"), pk=chave)


def _ler(request: HttpRequest, unidade: Unidade, modelo: ModeloDeResposta) -> HttpResponse:
    contexto = {
        "aba": "modelos",
        "unidade": unidade,
        "modelo": modelo,
        "uso": leituras.uso_em_palavras(modelo),
        "previa": leituras.previa(modelo.texto),
    }
    return render(request, "solicitacoes/chefia/modelo_da_cidade.html", contexto)


def _mostrar(  # noqa: PLR0913  o que a página mostra conforme o passo
    request: HttpRequest,
    unidade: Unidade,
    form: ModeloForm,
    modelo: ModeloDeResposta | None,
    *,
    previa: str = "",
    status: int = 200,
) -> HttpResponse:
    contexto: dict[str, Any] = {
        "aba": "modelos",
        "unidade": unidade,
        "form": form,
        "modelo": modelo,
        "previa": previa,
        "variaveis": VARIAVEIS,
        "versoes": leituras.historico(modelo) if modelo else [],
    }
    return render(request, "solicitacoes/chefia/modelo.html", contexto, status=status)
