"""As informações classificadas: as duas listas públicas, e a edição pela Comissão."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from documentos.planilha import csv_inteiro
from esic import informacoes
from esic.acoes import informacoes as acoes
from esic.forms.informacoes import DesclassificarForm, InformacaoForm
from esic.guardas import da_comissao
from esic.models import InformacaoClassificada, InformacaoQuerySet
from guia.paginas import publica_com
from mesas.exportacao import em_linhas
from mesas.paginacao import paginar
from protocolo.erros import RecusaDeAcao

LISTAS = ("classificadas", "desclassificadas")


def _da_lista(qual: str) -> InformacaoQuerySet:
    todas, hoje = InformacaoClassificada.objects.all(), timezone.localdate()
    return todas.classificadas(hoje) if qual == "classificadas" else todas.desclassificadas(hoje)


def _em_pagina(request: HttpRequest, qual: str) -> dict[str, Any]:
    pagina = paginar(informacoes.em_lista(_da_lista(qual)), informacoes.ORDEM, request.GET)
    return {
        "qual": qual,
        "pagina": pagina,
        **pagina.enderecos({"lista": qual}),
        "hoje": timezone.localdate(),
        "termo": informacoes.TERMO,
    }


@publica_com(informacoes.marca)
def publica(request: HttpRequest, qual: str) -> HttpResponse:
    """Uma das duas listas."""
    contexto = {"secao": "esic", **_em_pagina(request, qual)}
    return render(request, "esic/informacoes/publica.html", contexto)


@publica_com(informacoes.marca)
def em_csv(request: HttpRequest, qual: str) -> HttpResponse:  # noqa: ARG001  a assinatura é a de uma view
    """A lista inteira, em dado aberto."""
    todas = _da_lista(qual).order_by("orgao__nome", "codigo")
    linhas = em_linhas(todas, informacoes.COLUNAS, timezone.now(), informacoes.CORTADA)
    return csv_inteiro(linhas, f"informacoes-{qual}.csv")


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """As duas listas, para editar."""
    da_comissao(request)
    pedida = request.GET.get("lista", "")
    contexto = {"aba": "classificadas", **_em_pagina(request, pedida if pedida in LISTAS else LISTAS[0])}
    return render(request, "esic/informacoes/lista.html", contexto)


@de_trabalho(*LER)
def informacao(request: HttpRequest, pk: int) -> HttpResponse:
    """Uma informação, com o histórico dela."""
    da_comissao(request)
    return _mostrar(request, _achar(pk))


@de_trabalho(*LER_E_MANDAR)
def acrescentar(request: HttpRequest) -> HttpResponse:
    """Uma informação nova na lista."""
    por, form = da_comissao(request), InformacaoForm(_enviado(request))
    if not form.is_bound or not form.is_valid():
        return _editar(request, None, form, 422 if form.is_bound else 200)
    feita = acoes.classificar(por=por, dados=form.dados)
    messages.success(request, "Informação acrescentada à lista.")
    return redirect("cmai:informacao", feita.pk)


@de_trabalho(*LER_E_MANDAR)
def editar(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrige o que está escrito; o que era fica no histórico."""
    por, esta = da_comissao(request), _achar(pk)
    form = InformacaoForm(
        _enviado(request), instance=_achar(pk), initial={"estado": informacoes.estado(esta)}
    )
    if not form.is_bound or not form.is_valid():
        return _editar(request, esta, form, 422 if form.is_bound else 200)
    try:
        acoes.corrigir(informacao=esta, estado=form.cleaned_data["estado"], por=por, dados=form.dados)
    except RecusaDeAcao as recusa:
        de_novo = InformacaoForm(_com_estado(request, esta), instance=_achar(pk))
        return _editar(request, _achar(pk), de_novo, 409, recusa=str(recusa))
    messages.success(request, "Informação corrigida.")
    return redirect("cmai:informacao", pk)


@de_trabalho(*LER_E_MANDAR)
def desclassificar(request: HttpRequest, pk: int) -> HttpResponse:
    """Passa à lista das desclassificadas, com o dia e o motivo."""
    por, esta = da_comissao(request), _achar(pk)
    inicial = {"estado": informacoes.estado(esta), "em": timezone.localdate()}
    form = DesclassificarForm(_enviado(request), informacao=esta, initial=inicial)
    if not form.is_bound or not form.is_valid():
        return _desclassificar(request, esta, form, 422 if form.is_bound else 200)
    try:
        acoes.desclassificar(informacao=esta, por=por, **form.cleaned_data)
    except RecusaDeAcao as recusa:
        esta = _achar(pk)
        de_novo = DesclassificarForm(_com_estado(request, esta), informacao=esta)
        return _desclassificar(request, esta, de_novo, 409, recusa=str(recusa))
    messages.success(request, "Informação desclassificada: já está na outra lista pública.")
    return redirect("cmai:informacao", pk)


def _achar(pk: int) -> InformacaoClassificada:
    return get_object_or_404(InformacaoClassificada.objects.select_related("orgao"), pk=pk)


def _enviado(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _com_estado(request: HttpRequest, esta: InformacaoClassificada) -> QueryDict:
    """O que se escreveu, com o estado de agora: quem confirmar já viu o que mudou."""
    dados = request.POST.copy()
    dados["estado"] = informacoes.estado(esta)
    return dados


def _mostrar(request: HttpRequest, esta: InformacaoClassificada) -> HttpResponse:
    contexto = {
        "aba": "classificadas",
        "informacao": esta,
        "historia": informacoes.historia(esta),
        "vencida": not esta.desclassificada_em and esta.ate < timezone.localdate(),
        "termo": informacoes.TERMO,
    }
    return render(request, "esic/informacoes/informacao.html", contexto)


def _editar(
    request: HttpRequest,
    esta: InformacaoClassificada | None,
    form: InformacaoForm,
    status: int,
    *,
    recusa: str = "",
) -> HttpResponse:
    contexto = {"aba": "classificadas", "informacao": esta, "form": form, "recusa": recusa}
    return render(request, "esic/informacoes/editar.html", contexto, status=status)


def _desclassificar(
    request: HttpRequest,
    esta: InformacaoClassificada,
    form: DesclassificarForm,
    status: int,
    *,
    recusa: str = "",
) -> HttpResponse:
    contexto = {"aba": "classificadas", "informacao": esta, "form": form, "recusa": recusa}
    return render(request, "esic/informacoes/desclassificar.html", contexto, status=status)
