"""A equipe da unidade, que a chefia cuida: quem entra, quem sai e quem fica no lugar de quem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assistente.paginas import com_formulario, enviado
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.forms import aceito
from roteamento import acoes
from roteamento.consultas import lotados
from roteamento.models import Lotacao, Unidade
from solicitacoes.chefia import painel
from solicitacoes.chefia.forms.equipe import EncerrarForm, LotarForm, SubstituirForm
from solicitacoes.consultas import equipe_de
from solicitacoes.guardas import chefia_propria


@de_trabalho(*LER)
def equipe(request: HttpRequest, sigla: str) -> HttpResponse:
    """Quem serve hoje e quem vai servir, com quantos pedidos cada um tem."""
    unidade, _ = chefia_propria(request, sigla)
    agora = timezone.now()
    hoje = timezone.localdate(agora)
    cargas = painel.carga(unidade, "responsavel")
    lotacoes = list(lotados(unidade, hoje))
    fora = {
        lotacao.substitui_id: lotacao for lotacao in lotacoes if lotacao.substitui_id and lotacao.de <= hoje
    }
    contexto = {
        "aba": "equipe",
        "unidade": unidade,
        "hoje": hoje,
        "linhas": [
            {
                "lotacao": lotacao,
                "abertos": cargas.get(lotacao.usuario_id, 0),
                "no_lugar": fora.get(lotacao.usuario_id) if lotacao.de <= hoje else None,
            }
            for lotacao in lotacoes
        ],
    }
    return render(request, "solicitacoes/chefia/equipe.html", contexto)


@de_trabalho(*LER_E_MANDAR)
def lotar(request: HttpRequest, sigla: str) -> HttpResponse:
    """Pôr na equipe quem já tem conta."""
    unidade, por = chefia_propria(request, sigla)
    form = LotarForm(enviado(request), initial={"de": timezone.localdate()})

    def fazer() -> str:
        nova = acoes.lotar(unidade=unidade, por=por, **form.cleaned_data)
        return f"{nova.usuario.nome} é da equipe a partir de {nova.de:%d/%m/%Y}."

    return _formulario(request, unidade, "lotar", form, fazer)


@de_trabalho(*LER_E_MANDAR)
def substituir(request: HttpRequest, sigla: str) -> HttpResponse:
    """Dizer quem fica no lugar de quem sai de férias ou de licença."""
    unidade, por = chefia_propria(request, sigla)
    ausente = {"ausente": request.GET.get("ausente", "")}
    form = SubstituirForm(enviado(request), unidade=unidade, initial=ausente)

    def fazer() -> str:
        nova = acoes.substituir(unidade=unidade, por=por, **form.cleaned_data)
        fora = form.cleaned_data["ausente"].nome
        return f"{nova.usuario.nome} fica no lugar de {fora} de {nova.de:%d/%m/%Y} a {nova.ate:%d/%m/%Y}."

    pessoas = equipe_de(unidade, timezone.localdate())
    return _formulario(request, unidade, "substituir", form, fazer, pessoas=pessoas)


@de_trabalho(*LER_E_MANDAR)
def encerrar(request: HttpRequest, sigla: str, lotacao: int) -> HttpResponse:
    """O último dia de um servidor, com o aviso do que ele deixa."""
    unidade, por = chefia_propria(request, sigla)
    linha = _lotacao(unidade, lotacao)
    form = EncerrarForm(enviado(request), initial={"ate": timezone.localdate()})
    abertos = painel.carga(unidade, "responsavel").get(linha.usuario_id, 0)

    def fazer() -> str:
        quem = acoes.encerrar_lotacao(lotacao=linha, por=por, **form.cleaned_data)
        return f"O último dia de {quem.nome} aqui é {form.cleaned_data['ate']:%d/%m/%Y}."

    return _formulario(request, unidade, "encerrar", form, fazer, linha=linha, abertos=abertos)


def _formulario(
    request: HttpRequest,
    unidade: Unidade,
    qual: str,
    form: forms.Form,
    fazer: Callable[[], str],
    **extras: Any,
) -> HttpResponse:
    """O formulário; certo, faz e volta à equipe com a frase que `fazer` devolve. A recusa vira erro dele."""
    if feito := aceito(form, fazer):
        messages.success(request, feito)
        return redirect("caixa:equipe", unidade.sigla)
    modelo = f"solicitacoes/chefia/{qual}.html"
    return com_formulario(request, modelo, form, aba="equipe", unidade=unidade, **extras)


@require_POST
def desfazer(request: HttpRequest, sigla: str, lotacao: int) -> HttpResponse:
    """A pessoa deixa de estar no lugar da outra."""
    unidade, por = chefia_propria(request, sigla)
    linha = acoes.desfazer_substituicao(lotacao=_lotacao(unidade, lotacao), por=por)
    messages.success(request, f"{linha.usuario.nome} já não fica no lugar de ninguém.")
    return redirect("caixa:equipe", unidade.sigla)


def _lotacao(unidade: Unidade, chave: int) -> Lotacao:
    """Uma lotação desta unidade: a de outra não existe para esta chefia."""
    return get_object_or_404(
        Lotacao.objects.select_related("usuario", "unidade", "substitui"), pk=chave, unidade=unidade
    )
