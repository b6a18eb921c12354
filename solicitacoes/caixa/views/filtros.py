"""Os filtros guardados numa caixa: guardar, contar, renomear, partilhar com a unidade e apagar."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from assistente.paginas import com_formulario, enviado
from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho
from contas.papeis import Papel
from mesas.forms import aceito
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.caixa import filtros_guardados, lista
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.caixa.forms.filtros import NomeDoFiltroForm
from solicitacoes.guardas import equipe
from solicitacoes.models import FiltroGuardado

MODELO = "solicitacoes/caixa/filtros_guardados.html"


@de_trabalho(*LER_E_MANDAR)
def meus_filtros(request: HttpRequest, sigla: str) -> HttpResponse:
    """Os filtros guardados, com as contagens; com filtros no endereço, o formulário que os guarda.

    Com htmx, só a linha de filtros da lista, que chega depois dela.
    """
    unidade, por = equipe(request, sigla)
    form = NomeDoFiltroForm(enviado(request))
    filtros = Caixa.ler(QueryDict(request.POST.get("consulta", "")) if form.is_bound else request.GET)
    guardar = partial(acoes.guardar_filtro, por=por, unidade=unidade, consulta=filtros.consulta)
    if aceito(form, lambda: guardar(**form.cleaned_data), "nome"):
        messages.success(request, f"Filtro “{form.cleaned_data['nome']}” guardado.")
        return redirect(filtros.endereco(reverse("caixa:lista", args=[sigla])))
    if request.headers.get("HX-Request"):
        resposta = render(request, "solicitacoes/caixa/guardados.html", _da_linha(unidade, por))
    else:
        resposta = com_formulario(request, MODELO, form, **_da_pagina(unidade, por, filtros))
    patch_vary_headers(resposta, ["HX-Request"])
    return resposta


@de_trabalho(*LER_E_MANDAR)
def guardado(request: HttpRequest, sigla: str, pk: int) -> HttpResponse:
    """Um deles: mudar o nome, partilhar ou apagar. Só quem o guardou; a chefia tira os partilhados."""
    unidade, por = equipe(request, sigla)
    filtro = get_object_or_404(_ao_alcance(por), pk=pk, unidade=unidade)
    meu = filtro.usuario_id == (por.usuario and por.usuario.pk)
    if request.method == "POST" and "recolher" in request.POST:
        acoes.recolher_filtro(filtro=filtro)
        messages.success(request, f"O filtro “{filtro.nome}” deixou de ser da unidade.")
        return redirect("caixa:filtros", sigla)
    if request.method == "POST" and not meu:
        raise PermissionDenied("Só quem guardou o filtro muda o nome dele ou o apaga.")
    if request.method == "POST" and "apagar" in request.POST:
        acoes.apagar_filtro(filtro=filtro)
        messages.success(request, f"Filtro “{filtro.nome}” apagado. Nenhum pedido mudou.")
        return redirect("caixa:filtros", sigla)
    if request.method == "POST" and "partilhar" in request.POST:
        return _partilhar(request, filtro, sigla)
    nome = filtro.nome
    form = NomeDoFiltroForm(enviado(request), initial={"nome": nome})
    if aceito(form, lambda: acoes.renomear_filtro(filtro=filtro, **form.cleaned_data), "nome"):
        messages.success(request, f"O filtro “{nome}” agora se chama “{filtro.nome}”.")
        return redirect("caixa:filtros", sigla)
    modelo = "solicitacoes/caixa/filtro_guardado.html"
    return com_formulario(request, modelo, form, unidade=unidade, nome=nome, filtro=filtro, meu=meu)


def _ao_alcance(por: Autor) -> QuerySet[FiltroGuardado]:
    """Os filtros guardados que esta pessoa pode mudar ou tirar."""
    seus = Q(usuario=por.usuario)
    if por.papel == Papel.CHEFIA:
        seus |= Q(partilhado=True)
    return FiltroGuardado.objects.filter(seus).select_related("usuario")


def _partilhar(request: HttpRequest, filtro: FiltroGuardado, sigla: str) -> HttpResponse:
    try:
        acoes.partilhar_filtro(filtro=filtro)
    except RecusaDeAcao as recusa:
        messages.warning(request, str(recusa))
        return redirect("caixa:filtro", sigla, filtro.pk)
    messages.success(request, f"O filtro “{filtro.nome}” agora é de todos os que servem nesta caixa.")
    return redirect("caixa:filtros", sigla)


def _da_linha(unidade: Unidade, por: Autor) -> dict[str, Any]:
    a_vista = filtros_guardados.a_vista(por, unidade)
    contados = filtros_guardados.contados(a_vista, unidade=unidade, por=por, agora=timezone.now())
    return {"unidade": unidade, "guardados": contados, "contados": True}


def _da_pagina(unidade: Unidade, por: Autor, filtros: Caixa) -> dict[str, Any]:
    linha = _da_linha(unidade, por)
    opcoes = lista.opcoes_de_filtro(unidade, timezone.localdate())
    return {
        **linha,
        "filtros": filtros,
        "em_palavras": filtros.em_palavras(opcoes),
        "chefia": por.papel == Papel.CHEFIA,
        "com_palavras": [(guardado, guardado.filtros.em_palavras(opcoes)) for guardado in linha["guardados"]],
    }
