"""O que a pessoa escreveu numa página que não se pôde gravar, nas palavras da página: para copiar.

De cada campo, o rótulo dele e o que se escreveu ou escolheu, por extenso. O que a página põe por si (chaves,
botões, campos escondidos) e as senhas ficam de fora.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest

from assistente import escritos
from assistente.views import Assistente
from mesas.forms import escritos as escritos_do_form
from protocolo.erros import RecusaDeAcao
from protocolo.models import Rascunho

type Feitio = Any
"""A classe de um formulário: todas têm `base_fields`, que só nasce na metaclasse."""
TECNICOS = (
    escritos.DA_PAGINA | escritos.BOTOES | {"chave_de_envio", "ir", "usar", "adicionar", "volta", "next"}
)
"""O que a página põe, e não a pessoa."""
ALHEIOS = ("django.", "allauth.", "import_export.")
"""De onde vêm formulários que não são páginas nossas."""
SEM_ROTULO = "Resposta"
"""Do que se escreveu e de que não se acha o rótulo."""


def digitado(request: HttpRequest) -> dict[str, str]:
    """Rótulo → texto, na ordem da página."""
    nomes = [nome for nome in request.POST if _se_mostra(nome, request.POST.getlist(nome))]
    ditos: dict[str, tuple[str, str]] = {}
    escondidos: set[str] = set()
    for form in _formularios(request, set(nomes)):
        escondidos |= {campo.html_name for campo in form if campo.is_hidden}
        with suppress(DatabaseError, InterfaceError):  # as opções que moram no banco que caiu
            ditos |= {nome: (rotulo, dito) for nome, rotulo, dito in escritos_do_form(form)}
    lidos: dict[str, str] = {}
    for nome in nomes:
        if nome in escondidos:
            continue
        rotulo, dito = ditos.get(nome) or (SEM_ROTULO, "\n".join(request.POST.getlist(nome)))
        lidos[rotulo] = f"{lidos[rotulo]}\n{dito}" if rotulo in lidos else dito
    return lidos


def _se_mostra(nome: str, valores: list[str]) -> bool:
    if nome in TECNICOS or "password" in nome:
        return False
    return any(valor.strip() and not _e_chave(valor) for valor in valores)


def _e_chave(valor: str) -> bool:
    try:
        return bool(UUID(valor))
    except ValueError:
        return False


def _formularios(request: HttpRequest, nomes: set[str]) -> Iterator[forms.Form]:
    """Os da página: os do assistente ou, noutra, os que têm os campos que se mandaram."""
    onde = request.resolver_match
    assistente: Assistente[Any] | None = getattr(onde and onde.func, "assistente", None)
    do_assistente = list(_do_assistente(request, assistente)) if assistente else []
    yield from do_assistente
    faltam = nomes - {nome for form in do_assistente for nome in form.fields}
    sala = (onde.func.__module__ if onde else "").partition(".")[0]
    while achado := _que_mais_tem(faltam, sala):
        seus = {nome: deepcopy(campo) for nome, campo in achado.base_fields.items() if nome in faltam}
        form = forms.Form(request.POST)
        form.fields = seus
        yield form
        faltam = faltam - set(seus)


def _do_assistente(request: HttpRequest, assistente: Assistente[Any]) -> Iterable[forms.Form]:
    """Os de todos os passos, sem abrir o rascunho; o serviço de sigilo não diz por aqui qual é."""
    partes: dict[str, Any] = request.resolver_match.kwargs if request.resolver_match else {}
    try:
        assunto = str(partes.get("slug") or partes.get("tipo") or assistente.tipo)
        if "uuid" in partes:
            assunto = _assunto(partes["uuid"]) or assunto
        novo = assistente.novo(request, assunto)
        return [passo.form(novo, request.POST) for passo in assistente.passos]
    except (DatabaseError, InterfaceError, Http404, PermissionDenied, RecusaDeAcao):
        return []


def _assunto(uuid: UUID) -> str:
    rascunho = Rascunho.objects.filter(pk=uuid, sigiloso=False).first()
    return rascunho.assunto if rascunho else ""


def _que_mais_tem(nomes: set[str], sala: str) -> Feitio | None:
    """O formulário nosso que mais tem destes campos; entre iguais, o da mesma sala, e depois o menor."""

    def quanto(form: Feitio) -> tuple[int, bool, int]:
        campos = form.base_fields
        return len(nomes & set(campos)), form.__module__.partition(".")[0] == sala, -len(campos)

    melhor = max(_todos(forms.BaseForm), key=quanto, default=None)
    return melhor if melhor and quanto(melhor)[0] else None


def _todos(base: Feitio) -> Iterator[Feitio]:
    for filho in base.__subclasses__():
        if hasattr(filho, "base_fields") and not filho.__module__.startswith(ALHEIOS):
            yield filho
        yield from _todos(filho)
