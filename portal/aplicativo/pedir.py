"""Pedir pelo aplicativo: a foto primeiro, o serviço numa lista curta, e o pedido inteiro numa página só.

Nenhuma destas páginas sabe quem está diante dela: o aparelho as guarda, e o pedido sai pela fila.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assistente.formularios_da_pagina import Formularios
from assistente.roteiro import IDENTIFICACAO
from documentos.recebidos import MAXIMO_DE_FOTOS
from guia import consultas as guia
from guia.models import Servico
from guia.risco import pode_haver_risco
from portal.aplicativo import servicos
from portal.aplicativo.guardavel import guardavel, so_no_de_uma_pessoa
from solicitacoes.pedir.roteiro import DETALHES, LOCAL
from solicitacoes.pedir.views.passos import PEDIR, servico_do_guia

FALTA_LUGAR = "Escreva a rua, o CEP ou marque o lugar."
FALTA_NUMERO = "Escreva o número. Se não houver, dê um ponto de referência."


@so_no_de_uma_pessoa("guia:servicos")
@guardavel
def pedir(request: HttpRequest) -> HttpResponse:
    """A câmera primeiro: a foto, e o lugar que ela diz."""
    contexto = {"aba": "pedir", "maximo_de_fotos": MAXIMO_DE_FOTOS}
    return render(request, "portal/aplicativo/pedir.html", contexto)


@so_no_de_uma_pessoa("guia:servicos")
@guardavel
def escolher(request: HttpRequest) -> HttpResponse:
    """Os serviços do aplicativo: os mais pedidos na rua antes, e todos por tema."""
    opcoes = servicos.opcoes()
    contexto = {
        "aba": "pedir",
        "da_rua": servicos.da_rua(opcoes),
        "temas": servicos.por_tema(opcoes),
        "quantos": len(opcoes),
        "maximo_de_fotos": MAXIMO_DE_FOTOS,
    }
    return render(request, "portal/aplicativo/servicos.html", contexto)


@so_no_de_uma_pessoa("solicitacoes:comecar")
@guardavel
def servico(request: HttpRequest, slug: str) -> HttpResponse:
    """O texto e as perguntas de um serviço; o que não cabe no aparelho se pede só com internet."""
    achado = servico_do_guia(slug)
    if achado.slug != slug:
        return redirect("aplicativo:servico", achado.slug)
    versao = achado.publicada
    if versao is None or not (achado.no_aplicativo and achado.aceita_pedidos):
        raise Http404("Este serviço não está no aplicativo.")
    suspensao = guia.suspensao_de(achado, timezone.localdate())
    contexto: dict[str, Any] = {
        "aba": "pedir",
        "servico": achado,
        "versao": versao,
        "suspensao": suspensao,
        "comunicados": guia.comunicados(timezone.localdate(), servico=achado),
        "ha_risco": pode_haver_risco(achado, versao),
        "so_com_internet": not servicos.cabe_no_aparelho(versao),
        **guia.como_agir(versao),
    }
    if not suspensao and not contexto["so_com_internet"]:
        contexto |= _perguntas(request, achado)
    return render(request, "portal/aplicativo/servico.html", contexto)


def _perguntas(request: HttpRequest, achado: Servico) -> dict[str, Any]:
    """Os formulários do assistente, os mesmos que conferem o que chega da fila."""
    novo = PEDIR.novo(request, achado.slug, slug=achado.slug)
    cabem = {LOCAL, DETALHES, IDENTIFICACAO}
    pedem = [passo for passo in PEDIR.passos if passo.nome in cabem and passo.nome in novo.roteiro.passos]
    form = Formularios({passo.nome: passo.form(novo) for passo in pedem})
    for campo in form:  # as ruas quem as sugere aqui é o aparelho
        campo.field.widget.attrs = {
            n: v for n, v in campo.field.widget.attrs.items() if not n.startswith("hx-")
        }
    return {
        "form": form,
        "maximo_de_fotos": MAXIMO_DE_FOTOS,
        "foto_primeiro": novo.roteiro.foto_primeiro,
        "so_distrito": novo.so_distrito,
        "regras": _regras(form),
    }


def _regras(form: Formularios) -> dict[str, Any]:
    """O que o aparelho cobra antes de guardar; quem confere é o servidor."""
    faltas = {
        campo.html_name: str(campo.field.error_messages["required"])
        for campo in form
        if campo.field.required and campo.name not in {"logradouro", "numero", "fotos"}
    }
    return {
        "faltas": faltas,
        "lugar": FALTA_LUGAR if "logradouro" in {campo.name for campo in form} else "",
        "numero": FALTA_NUMERO,
    }
