"""O que as páginas do assistente da manifestação têm em comum."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from assistente.conferencia import VEIO_DE_CONFERIR
from assistente.paginas import de_assistente
from ouvidoria.assistente import CONFERIR, PASSOS
from ouvidoria.em_curso import EmCurso, JaEnviada, em_curso, ja_enviada
from protocolo.models import Rascunho

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    type Pagina = Callable[..., HttpResponseBase]


def ver(nome: str, *argumentos: Any, consulta: str = "", ancora: str = "") -> HttpResponse:
    """Depois de um POST, manda ver outra página (303): recarregar nunca repete o envio."""
    endereco = reverse(f"ouvidoria:{nome}", args=argumentos)
    if consulta:
        endereco = f"{endereco}?{consulta}"
    return HttpResponseRedirect(f"{endereco}#{ancora}" if ancora else endereco, status=303)


def ir_para(escrita: EmCurso, nome: str, **resto: str) -> HttpResponse:
    """Outra página da mesma manifestação."""
    return ver(nome, escrita.rascunho.pk, **resto)


def publica(view: Pagina) -> Pagina:
    """Página de quem se manifesta: sem login nem cache, e o que se escreve nunca vai a um relatório de erro.

    Depois que o envio apagou o rascunho, toda página dele leva ao comprovante.
    """

    @de_assistente
    @sensitive_post_parameters()
    @wraps(view)
    def com_comprovante(request: HttpRequest, *partes: Any, **nomeadas: Any) -> HttpResponseBase:
        try:
            return view(request, *partes, **nomeadas)
        except JaEnviada as enviada:
            return ver("comprovante", enviada.chave)

    return com_comprovante


def protegida(view: Pagina) -> Pagina:
    """Página de uma manifestação em curso: só de quem a escreve."""

    @publica
    @wraps(view)
    def com_escrita(request: HttpRequest, uuid: UUID, **resto: Any) -> HttpResponseBase:
        escrita = em_curso(request, uuid)
        try:
            return view(request, escrita, **resto)
        except Rascunho.DoesNotExist:
            if ja_enviada(uuid):  # outra aba enviou enquanto esta gravava
                raise JaEnviada(uuid) from None
            raise

    return com_escrita


def passo(nome: str) -> Callable[[Pagina], Pagina]:
    """Um passo: depois do envio leva ao comprovante; antes da vez, ao primeiro que falta."""

    def decorar(view: Pagina) -> Pagina:
        @protegida
        @wraps(view)
        def na_vez(request: HttpRequest, escrita: EmCurso, **resto: Any) -> HttpResponseBase:
            if escrita.rascunho.protocolo:
                return ir_para(escrita, "comprovante")
            if not escrita.roteiro.liberado(nome):
                return ao_que_falta(escrita)
            return view(request, escrita, **resto)

        return na_vez

    return decorar


def ao_que_falta(escrita: EmCurso) -> HttpResponse:
    """O primeiro passo incompleto; a reclamação que ainda não cabe vai à página que explica."""
    roteiro = escrita.roteiro
    if roteiro.respostas.get("conferido") and roteiro.falta_caminho:
        return ir_para(escrita, "caminho")
    return ir_para(escrita, roteiro.primeiro_incompleto)


def seguir(request: HttpRequest, escrita: EmCurso, nome: str) -> HttpResponse:
    """Do passo respondido ao seguinte, ou de volta à conferência, se foi dela que se veio alterar."""
    escrita = escrita.com_dados_de_agora()
    veio_de_conferir = request.GET.get("de") == VEIO_DE_CONFERIR
    if not escrita.roteiro.completo(nome) or veio_de_conferir:
        return ao_que_falta(escrita)
    return ir_para(escrita, escrita.roteiro.seguinte(nome))


def mostrar(
    request: HttpRequest,
    escrita: EmCurso,
    nome: str,
    form: forms.Form | None = None,
    *,
    modelo: str = "",
    **contexto: Any,
) -> HttpResponse:
    """A página de um passo; com o formulário recusado, 422."""
    passos = escrita.roteiro.passos
    contexto |= {
        "secao": "ouvidoria",
        "escrita": escrita,
        "form": form,
        "passo": passos.index(nome) + 1,
        "passos": [PASSOS[p] for p in passos],
        "voltar": _voltar(request, escrita, nome),
    }
    recusado = form is not None and bool(form.errors)
    return render(
        request, f"ouvidoria/manifestar/{modelo or nome}.html", contexto, status=422 if recusado else 200
    )


def _voltar(request: HttpRequest, escrita: EmCurso, nome: str) -> str:
    if request.GET.get("de") == VEIO_DE_CONFERIR:
        return reverse(f"ouvidoria:{CONFERIR}", args=[escrita.rascunho.pk])
    if anterior := escrita.roteiro.anterior(nome):
        return reverse(f"ouvidoria:{anterior}", args=[escrita.rascunho.pk])
    return reverse("ouvidoria:balcao" if escrita.no_balcao else "portal:ouvidoria")
