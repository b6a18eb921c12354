"""O que as páginas do assistente têm em comum: quem pode abri-las, em que ordem, e o que mostram."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from assistente.conferencia import VEIO_DE_CONFERIR
from assistente.paginas import de_assistente
from solicitacoes.assistente import CONFERIR, PASSOS
from solicitacoes.em_curso import PedidoEmCurso, em_curso

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    type Pagina = Callable[..., HttpResponseBase]


def ver_outra(nome: str, *argumentos: Any, consulta: str = "", ancora: str = "") -> HttpResponse:
    """Depois de um POST, manda ver outra página (303): recarregar nunca repete o envio."""
    endereco = reverse(f"solicitacoes:{nome}", args=argumentos)
    if consulta:
        endereco = f"{endereco}?{consulta}"
    return HttpResponseRedirect(f"{endereco}#{ancora}" if ancora else endereco, status=303)


def ir_para(pedido: PedidoEmCurso, nome: str, **resto: str) -> HttpResponse:
    """Outra página do mesmo pedido."""
    return ver_outra(nome, pedido.rascunho.assunto, pedido.rascunho.pk, **resto)


def protegida(view: Pagina) -> Pagina:
    """Página de um pedido em curso: só o dono."""

    @de_assistente
    @wraps(view)
    def com_pedido(request: HttpRequest, slug: str, uuid: UUID, **resto: Any) -> HttpResponseBase:
        return view(request, em_curso(request, slug, uuid), **resto)

    return com_pedido


def passo(nome: str) -> Callable[[Pagina], Pagina]:
    """Um passo: depois do envio leva à confirmação; antes da vez, ao primeiro que falta."""

    def decorar(view: Pagina) -> Pagina:
        @protegida
        @wraps(view)
        def na_vez(request: HttpRequest, pedido: PedidoEmCurso, **resto: Any) -> HttpResponseBase:
            if pedido.rascunho.protocolo:
                return ir_para(pedido, "confirmacao")
            if not pedido.roteiro.liberado(nome):
                return ir_para(pedido, pedido.roteiro.primeiro_incompleto)
            return view(request, pedido, **resto)

        return na_vez

    return decorar


def seguir(request: HttpRequest, pedido: PedidoEmCurso, nome: str) -> HttpResponse:
    """Do passo respondido ao seguinte, ou de volta à conferência, se foi dela que se veio alterar."""
    roteiro = pedido.com_dados_de_agora()
    if request.GET.get("de") == VEIO_DE_CONFERIR and roteiro.primeiro_incompleto == CONFERIR:
        return ir_para(pedido, CONFERIR)
    return ir_para(pedido, roteiro.seguinte(nome))


def mostrar(
    request: HttpRequest,
    modelo: str,
    pedido: PedidoEmCurso,
    nome: str,
    form: forms.Form | None = None,
    **contexto: Any,
) -> HttpResponse:
    """A página de um passo; com o formulário recusado, 422."""
    passos = pedido.roteiro.passos
    contexto |= {
        "pedido": pedido,
        "form": form,
        "passo": passos.index(nome) + 1,
        "passos": [PASSOS[p] for p in passos],
        "voltar": _voltar(request, pedido, nome),
    }
    recusado = form is not None and bool(form.errors)
    return render(request, f"solicitacoes/pedido/{modelo}.html", contexto, status=422 if recusado else 200)


def _voltar(request: HttpRequest, pedido: PedidoEmCurso, nome: str) -> str:
    if request.GET.get("de") == VEIO_DE_CONFERIR:
        anterior: str | None = CONFERIR
    else:
        anterior = pedido.roteiro.anterior(nome)
    if anterior is None:
        return reverse("solicitacoes:comecar", args=[pedido.rascunho.assunto])
    return reverse(f"solicitacoes:{anterior}", args=[pedido.rascunho.assunto, pedido.rascunho.pk])
