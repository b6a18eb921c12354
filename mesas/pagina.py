"""A página de um caso em qualquer mesa: a história, a anotação, se há contato a mostrar, e sair dela."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from assistente import escritos
from contas.autor import Autor
from contas.guardas import usuario_da_sessao
from contas.models import Interessado
from mesas.forms import NotaForm
from mesas.historia import VISTAS, andamentos, historia
from protocolo.models import Andamento, Caso


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginaDoCaso[C: Caso]:
    """O que a página de um caso tem de cada mesa; o que se faz nela é um só."""

    modelo: str
    anotacoes: str
    """O modelo do que volta ao htmx depois de anotar: a história e, com a versão nova, os atos."""
    rota_de_anotar: str
    com_relacoes: Callable[[], QuerySet[C]]
    enderecos: Callable[[HttpRequest, C], dict[str, str]]
    em_volta: Callable[[HttpRequest, C, Autor], dict[str, Any]]
    """O que a página inteira mostra além do caso, dos endereços e do campo de anotar."""
    previa: str
    """O modelo do que se lê ao lado da lista, sem sair dela: menos que a página, e sem o contato."""
    da_previa: Callable[[C], dict[str, Any]]

    def mostrar(self, request: HttpRequest, caso: C, por: Autor) -> HttpResponse:
        """O caso inteiro; com htmx, só um pedaço."""
        if request.headers.get("HX-Request"):
            return self.pedaco(request, caso)
        return self.inteira(request, caso, self.em_volta(request, caso, por))

    def pedaco(self, request: HttpRequest, caso: C) -> HttpResponse:
        """O que o htmx pede desta página: a prévia, ao lado da lista, ou a história."""
        if "previa" not in request.GET:
            return self.so_a_historia(request, caso)
        contexto = {"caso": caso, "endereco": self.enderecos(request, caso), **self.da_previa(caso)}
        resposta = render(request, self.previa, contexto)
        patch_vary_headers(resposta, ["HX-Request"])
        return resposta

    def so_a_historia(self, request: HttpRequest, caso: C) -> HttpResponse:
        contexto = self.de_todo_caso(request, caso) | da_historia(request, andamentos(caso))
        resposta = render(request, f"{self.modelo}#historia", contexto)
        patch_vary_headers(resposta, ["HX-Request"])
        return resposta

    def inteira(self, request: HttpRequest, caso: C, em_volta: dict[str, Any]) -> HttpResponse:
        resposta = render(request, self.modelo, self.de_todo_caso(request, caso) | em_volta)
        patch_vary_headers(resposta, ["HX-Request"])
        return resposta

    def anotar(self, request: HttpRequest, caso: C, por: Autor, acao: Callable[..., object]) -> HttpResponse:
        """Grava o recado à equipe; com htmx voltam a história e os atos. O errado volta como formulário."""
        form, htmx = NotaForm(request.POST), request.headers.get("HX-Request")
        if certa := form.is_valid():
            acao(caso=caso, por=por, texto=form.cleaned_data["texto"])
            escritos.apagar(usuario_da_sessao(request).pk, escritos.desta_pagina(request))
            if not htmx:
                return redirect(f"{self.enderecos(request, caso)['pedido']}#historia")
            caso, form = self.com_relacoes().get(pk=caso.pk), NotaForm()
        form.fields["texto"].widget.attrs["autofocus"] = True  # o htmx devolve o foco a ele
        contexto = self.de_todo_caso(request, caso) | self.em_volta(request, caso, por)
        contexto |= {"nota": form, "anotada": certa}
        modelo = self.anotacoes if htmx else self.modelo
        return render(request, modelo, contexto, status=200 if certa else 422)

    def de_todo_caso(self, request: HttpRequest, caso: C) -> dict[str, Any]:
        """Com o campo de anotar vem o que a pessoa escrevia nele quando a sessão acabou."""
        onde = escritos.lugar(self.rota_de_anotar, protocolo=caso.protocolo)
        escrito = escritos.ler(usuario_da_sessao(request).pk, onde)
        nota = NotaForm(initial={"texto": escrito.campos.get("texto", "")} if escrito else None)
        return {"caso": caso, "endereco": self.enderecos(request, caso), "nota": nota, "anotada": False}


def da_historia(request: HttpRequest, passados: Sequence[Andamento]) -> dict[str, Any]:
    """A história na vista que o endereço pede."""
    vista = request.GET.get("historia", "")
    vista = vista if vista in VISTAS else ""
    return {"vista": vista, "vistas": VISTAS.items(), "historia": historia(passados, vista=vista)}


def tem_contato(parte: Interessado | None) -> bool:
    """Há o que mostrar: parte identificada, sem selo e ainda não anonimizada."""
    return parte is not None and not (parte.anonimo or parte.selado_em or parte.anonimizado_em)


def pagina_inteira(request: HttpRequest, resposta: HttpResponse) -> HttpResponse:
    """O desvio, como o htmx o leva à página inteira; o de sempre, ele o poria no pedaço que troca."""
    if "HX-Request" in request.headers and "Location" in resposta.headers:
        return HttpResponseClientRedirect(resposta["Location"])
    return resposta
