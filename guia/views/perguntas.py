"""O construtor das perguntas: os botões mexem na lista e nada conferem; gravar confere; a prévia mostra."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assistente.formularios_da_pagina import Formularios
from contas.guardas import LER_E_MANDAR, de_trabalho
from guia import acoes, guardas
from guia.forms import construtor
from guia.forms.construtor import Construtor
from guia.forms.detalhes import DetalhesForm
from guia.models import VersaoDoServico
from guia.perguntas import Tipo
from guia.views.escrever import da_versao, mostrar, seguir

PAGINA = "guia/escrever/perguntas.html"
BOTOES: dict[str, Callable[[list[construtor.Escrita], int], int]] = {
    "subir": partial(construtor.mover, passos=-1),
    "descer": partial(construtor.mover, passos=1),
    "tirar": construtor.tirar,
    "opcoes": construtor.mais_opcoes,
    "refazer": construtor.a_mesma,
}
"""Botão de uma pergunta → o que faz com a lista; devolve a pergunta em que a pessoa fica."""


@de_trabalho(*LER_E_MANDAR)
@da_versao
def perguntas(request: HttpRequest, versao: VersaoDoServico) -> HttpResponse:
    """As perguntas do serviço e, ao lado, como o munícipe as verá."""
    if request.method != "POST":
        return _pagina(request, versao, Construtor.da_versao(versao.perguntas))
    if (aqui := _mexida(request)) is not None:
        escritas, qual = aqui
        return _pagina(request, versao, Construtor(escritas), qual)
    escritas_certas = Construtor.da_pagina(request.POST, conferir=True)
    if not escritas_certas.is_valid():
        return _pagina(request, versao, escritas_certas)
    versao.perguntas = escritas_certas.dados
    acoes.escrever(versao=versao, por=guardas.quem(request.user), campos=["perguntas"])
    return seguir(request, versao, "perguntas")


def _mexida(request: HttpRequest) -> tuple[list[construtor.Escrita], int] | None:
    """A lista depois do botão e a pergunta em que a pessoa fica; None se ela quis gravar."""
    escritas = construtor.ler_da_pagina(request.POST)
    if tipo := request.POST.get("adicionar"):
        return escritas, construtor.adicionar(escritas, tipo)
    for botao, fazer in BOTOES.items():
        qual = request.POST.get(botao, "")
        if qual.isdecimal():
            return escritas, fazer(escritas, int(qual[: construtor.ALGARISMOS]))
    return None


@de_trabalho("POST")
@da_versao
def previa(request: HttpRequest, versao: VersaoDoServico) -> HttpResponse:
    """Só a visão do munícipe, do que está escrito e ainda não se gravou."""
    contexto = {"versao": versao, "previa": _previa(Construtor.da_pagina(request.POST))}
    return render(request, f"{PAGINA}#previa", contexto)


def _previa(escritas: Construtor) -> DetalhesForm:
    return DetalhesForm(lista=escritas.mostraveis)


def _pagina(
    request: HttpRequest, versao: VersaoDoServico, escritas: Construtor, qual: int | None = None
) -> HttpResponse:
    if qual is not None and qual < len(escritas.forms):
        escritas.forms[qual].por_o_foco()
    contexto: dict[str, Any] = {
        "form": Formularios({form.prefix or "": form for form in escritas.forms}),
        "perguntas": escritas.forms,
        "tipos": Tipo.choices,
        "cheio": escritas.cheio,
        "maximos": (construtor.MAIS_PERGUNTAS, construtor.MAIS_OPCOES, construtor.MAIS_OPCOES_NO_SERVICO),
        "previa": _previa(escritas),
    }
    return mostrar(request, versao, "perguntas", PAGINA, contexto)
