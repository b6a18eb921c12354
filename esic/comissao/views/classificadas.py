"""As informações classificadas: as duas listas públicas, e a edição pela Comissão."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from documentos.planilha import csv_inteiro
from esic import classificadas
from esic.acoes import classificadas as acoes
from esic.comissao.forms.classificadas import DesclassificarForm, InformacaoForm
from esic.guardas import da_comissao
from esic.models import InformacaoClassificada, InformacaoQuerySet
from guia.paginas import dado_aberto, publica_com
from mesas.atos import com_o_de_agora
from mesas.exportacao import em_linhas
from mesas.paginacao import paginar
from mesas.repetidos import reconhece_repetido
from protocolo.erros import RecusaDeAcao
from referencia.tabelas import estado

LISTAS = ("classificadas", "desclassificadas")


def _da_lista(qual: str) -> InformacaoQuerySet:
    todas, hoje = InformacaoClassificada.objects.all(), timezone.localdate()
    return todas.classificadas(hoje) if qual == "classificadas" else todas.desclassificadas(hoje)


def _em_pagina(request: HttpRequest, qual: str) -> dict[str, Any]:
    pagina = paginar(classificadas.em_lista(_da_lista(qual)), classificadas.ORDEM, request.GET)
    return {
        "qual": qual,
        "pagina": pagina,
        **pagina.enderecos({"lista": qual}),
        "hoje": timezone.localdate(),
        "termo": classificadas.TERMO,
    }


@publica_com(classificadas.marca)
def publica(request: HttpRequest, qual: str) -> HttpResponse:
    """Uma das duas listas."""
    contexto = {"secao": "esic", **_em_pagina(request, qual)}
    return render(request, "esic/comissao/classificadas/publica.html", contexto)


@dado_aberto(classificadas.marca)
def em_csv(request: HttpRequest, qual: str) -> HttpResponse:  # noqa: ARG001  a assinatura é a de uma view
    """A lista inteira, em dado aberto."""
    todas = _da_lista(qual).order_by("orgao__nome", "codigo")
    linhas = em_linhas(todas, classificadas.COLUNAS, timezone.now(), classificadas.CORTADA)
    return csv_inteiro(linhas, f"informacoes-{qual}.csv")


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """As duas listas de informações classificadas, para editar."""
    da_comissao(request)
    pedida = request.GET.get("lista", "")
    contexto = {"aba": "classificadas", **_em_pagina(request, pedida if pedida in LISTAS else LISTAS[0])}
    return render(request, "esic/comissao/classificadas/lista.html", contexto)


@de_trabalho(*LER)
def informacao(request: HttpRequest, pk: int) -> HttpResponse:
    """Uma informação, com o histórico dela."""
    da_comissao(request)
    esta = _achar(pk)
    contexto = {
        "aba": "classificadas",
        "informacao": esta,
        "historia": classificadas.historia(esta),
        "vencida": not esta.desclassificada_em and esta.ate < timezone.localdate(),
        "termo": classificadas.TERMO,
    }
    return render(request, "esic/comissao/classificadas/informacao.html", contexto)


@de_trabalho(*LER_E_MANDAR)
def acrescentar(request: HttpRequest) -> HttpResponse:
    """Uma informação nova na lista."""
    por, form = da_comissao(request), InformacaoForm(enviado(request))
    if not form.is_valid():
        return _com_formulario(request, "editar", form)
    feita = acoes.classificar(por=por, dados=form.dados)
    messages.success(request, "Informação adicionada à lista.")
    return redirect("cmai:informacao", feita.pk)


class Escrita(NamedTuple):
    """O que se escreve de uma informação que já está na lista."""

    form: type[InformacaoForm | DesclassificarForm]
    acao: Callable[..., InformacaoClassificada]
    feito: str


ESCRITAS = {
    "editar": Escrita(InformacaoForm, acoes.corrigir, "Informação corrigida."),
    "desclassificar": Escrita(
        DesclassificarForm,
        acoes.desclassificar,
        "Informação desclassificada: já está na outra lista pública.",
    ),
}


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def escrever(request: HttpRequest, pk: int, qual: str) -> HttpResponse:
    """Corrige ou desclassifica; recusada, o que se escreveu volta com o estado de agora, para confirmar."""
    por, esta, escrita = da_comissao(request), _achar(pk), ESCRITAS[qual]
    form = escrita.form(enviado(request), informacao=esta)
    if not form.is_valid():
        return _com_formulario(request, qual, form, informacao=esta)
    try:
        escrita.acao(informacao=esta, por=por, **form.argumentos)
    except RecusaDeAcao as recusa:
        esta = _achar(pk)
        form = escrita.form(com_o_de_agora(request, estado=estado(esta)), informacao=esta)
        return _com_formulario(request, qual, form, status=409, informacao=esta, recusa=str(recusa))
    messages.success(request, escrita.feito)
    return redirect("cmai:informacao", pk)


def _achar(pk: int) -> InformacaoClassificada:
    return get_object_or_404(InformacaoClassificada.objects.select_related("orgao"), pk=pk)


def _com_formulario(request: HttpRequest, qual: str, form: Any, **resto: Any) -> HttpResponse:
    vazio = {"aba": "classificadas", "informacao": None, "recusa": ""}
    return com_formulario(request, f"esic/comissao/classificadas/{qual}.html", form, **vazio | resto)
