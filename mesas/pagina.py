"""O que a página de um caso tem em qualquer mesa: a história, se há contato a mostrar, e sair dela."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from assistente import escritos
from contas.guardas import usuario_da_sessao
from contas.models import Interessado
from mesas.forms import NotaForm
from mesas.historia import VISTAS, historia
from protocolo.models import Andamento


def da_historia(request: HttpRequest, passados: Sequence[Andamento]) -> dict[str, Any]:
    """A história na vista que o endereço pede."""
    vista = request.GET.get("historia", "")
    vista = vista if vista in VISTAS else ""
    return {"vista": vista, "vistas": VISTAS.items(), "historia": historia(passados, vista=vista)}


def nota(request: HttpRequest, rota: str, protocolo: str) -> NotaForm:
    """O campo de anotar, com o que a pessoa escrevia nele quando a sessão acabou."""
    escrito = escritos.ler(usuario_da_sessao(request).pk, escritos.lugar(rota, protocolo=protocolo))
    return NotaForm(initial={"texto": escrito.campos.get("texto", "")} if escrito else None)


def anotado(request: HttpRequest, anotar: Callable[[str], object]) -> NotaForm | None:
    """Grava a anotação mandada e apaga o que se guardava dela: None. A que tem erro volta como formulário."""
    form = NotaForm(request.POST)
    if not form.is_valid():
        return form
    anotar(form.cleaned_data["texto"])
    escritos.apagar(usuario_da_sessao(request).pk, escritos.desta_pagina(request))
    return None


def nota_de_volta(errada: NotaForm | None) -> NotaForm:
    """O campo que volta a quem acaba de anotar, com o que havia de errado: o htmx devolve o foco a ele."""
    form = errada or NotaForm()
    form.fields["texto"].widget.attrs["autofocus"] = True
    return form


def tem_contato(parte: Interessado | None) -> bool:
    """Há o que mostrar: parte identificada, sem selo e ainda não anonimizada."""
    return parte is not None and not (parte.anonimo or parte.selado_em or parte.anonimizado_em)


def pagina_inteira(request: HttpRequest, resposta: HttpResponse) -> HttpResponse:
    """O desvio, como o htmx o leva à página inteira; o de sempre, ele o poria no pedaço que troca."""
    if "HX-Request" in request.headers and "Location" in resposta.headers:
        return HttpResponseClientRedirect(resposta["Location"])
    return resposta
