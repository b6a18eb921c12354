"""O que as páginas do assistente do pedido de informação têm em comum."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from assistente.conferencia import VEIO_DE_CONFERIR
from assistente.paginas import de_assistente
from esic.assistente import CONFERIR, INFORMACAO, PASSOS, VISTO
from esic.conselho import conselho
from esic.em_curso import EmCurso, em_curso

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    type Pagina = Callable[..., HttpResponseBase]


def ir_para(escrito: EmCurso, nome: str, *, consulta: str = "", ancora: str = "") -> HttpResponse:
    """Outra página do mesmo pedido (303): recarregar nunca repete o envio."""
    endereco = reverse(
        f"esic:{nome}", args=[escrito.rascunho.pk], query=QueryDict(consulta), fragment=ancora or None
    )
    return HttpResponseRedirect(endereco, status=303)


def publica(view: Pagina) -> Pagina:
    """Página de quem pede: sem login nem cache, e o que se escreve nunca vai a um relatório de erro."""
    return de_assistente(sensitive_post_parameters()(view))


def protegida(view: Pagina) -> Pagina:
    """Página de um pedido em curso: só de quem o escreve."""

    @publica
    @wraps(view)
    def com_escrito(request: HttpRequest, uuid: UUID, **resto: Any) -> HttpResponseBase:
        return view(request, em_curso(request, uuid), **resto)

    return com_escrito


def passo(nome: str) -> Callable[[Pagina], Pagina]:
    """Um passo: depois do envio leva ao comprovante; antes da vez, ao primeiro que falta."""

    def decorar(view: Pagina) -> Pagina:
        @protegida
        @wraps(view)
        def na_vez(request: HttpRequest, escrito: EmCurso, **resto: Any) -> HttpResponseBase:
            if escrito.rascunho.protocolo or not escrito.roteiro.liberado(nome):
                return ao_que_falta(escrito)
            return view(request, escrito, **resto)

        return na_vez

    return decorar


def ao_que_falta(escrito: EmCurso) -> HttpResponse:
    """O primeiro passo incompleto; depois do envio, o comprovante."""
    enviado = escrito.rascunho.protocolo
    return ir_para(escrito, "comprovante" if enviado else escrito.roteiro.primeiro_incompleto)


def seguir(request: HttpRequest, escrito: EmCurso, nome: str) -> HttpResponse:
    """Do passo respondido ao seguinte, ou de volta à conferência, se foi dela que se veio alterar.

    O texto novo que tem outro caminho, ou respostas parecidas, passa antes pela página que os mostra.
    """
    roteiro = escrito.roteiro
    novo = nome == INFORMACAO and roteiro.texto != roteiro.dados.get(VISTO, {}).get("texto")
    if novo and not conselho(roteiro.texto).vazio:
        return ir_para(escrito, "antes", consulta=request.GET.urlencode())
    if request.GET.get("de") == VEIO_DE_CONFERIR:
        return ao_que_falta(escrito)
    return ir_para(escrito, roteiro.seguinte(nome))


def mostrar(
    request: HttpRequest,
    escrito: EmCurso,
    nome: str,
    form: forms.Form | None = None,
    *,
    modelo: str = "",
    **contexto: Any,
) -> HttpResponse:
    """A página de um passo; com o formulário recusado, 422."""
    passos = escrito.roteiro.passos
    contexto |= {
        "secao": "esic",
        "escrito": escrito,
        "form": form,
        "passo": passos.index(nome) + 1,
        "passos": [PASSOS[p] for p in passos],
        "voltar": contexto.get("voltar") or _voltar(request, escrito, nome),
    }
    recusado = form is not None and bool(form.errors)
    return render(request, f"esic/pedir/{modelo or nome}.html", contexto, status=422 if recusado else 200)


def _voltar(request: HttpRequest, escrito: EmCurso, nome: str) -> str:
    if request.GET.get("de") == VEIO_DE_CONFERIR:
        return reverse(f"esic:{CONFERIR}", args=[escrito.rascunho.pk])
    if anterior := escrito.roteiro.anterior(nome):
        return reverse(f"esic:{anterior}", args=[escrito.rascunho.pk])
    return reverse("sic:registrar" if escrito.no_balcao else "portal:esic")
