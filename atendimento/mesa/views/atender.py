"""A tela do atendimento: começar, atender, terminar, e o que já se fez hoje."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from atendimento import acoes
from atendimento.consultas import comunicados_de_agora
from atendimento.guardas import NaMesa, meu_atendimento, quem_atende
from atendimento.mesa.forms import TerminarForm
from atendimento.models import Atendimento
from atendimento.pessoa.quem import contexto as contexto_de_quem
from contas.guardas import LER, de_trabalho


@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """Os que estão abertos e os de hoje."""
    mesa = quem_atende(request)
    hoje = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    feitos = Atendimento.objects.terminados().de(mesa.usuario).desde(hoje).order_by("-comecado_em")
    return render(request, "atendimento/mesa/inicio.html", {"feitos": feitos, **comum(mesa)})


@de_trabalho("POST")
def comecar(request: HttpRequest) -> HttpResponse:
    """Começa um e vai a ele."""
    mesa = quem_atende(request)
    novo = acoes.comecar(atendente=mesa.usuario, unidade=mesa.unidade)
    return redirect("central:atendimento", novo.codigo)


@de_trabalho(*LER)
def atendimento(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A tela: quem é, o que quer, o que se fez, e como acabou."""
    este, mesa = meu_atendimento(request, codigo)
    contexto = {
        "atendimento": este,
        "terminar": TerminarForm(),
        **contexto_de_quem(este, mesa),
        **comum(mesa),
    }
    return render(request, "atendimento/mesa/atendimento.html", contexto)


@de_trabalho("POST")
def terminar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Acaba, com o que a pessoa levou."""
    este, mesa = meu_atendimento(request, codigo)
    form = TerminarForm(request.POST)
    if not form.is_valid():
        contexto = {"atendimento": este, "terminar": form, "form": form, **contexto_de_quem(este, mesa)}
        contexto |= comum(mesa)
        return render(request, "atendimento/mesa/atendimento.html", contexto, status=422)
    acoes.terminar(atendimento=este, resultado=form.cleaned_data["resultado"])
    return redirect("central:inicio")


def comum(mesa: NaMesa) -> dict[str, Any]:
    """O que toda página da mesa mostra: onde se atende, os abertos, que são as abas, e os comunicados."""
    abertos = Atendimento.objects.abertos().de(mesa.usuario).select_related("servico").order_by("comecado_em")
    comunicados = comunicados_de_agora(mesa.unidade)
    return {"unidade": mesa.unidade, "abertos": list(abertos), "comunicados": comunicados}
