"""O simulador: para onde iria um pedido, por quê e até quando, sem abrir nenhum."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from contas.guardas import LER, de_trabalho
from roteamento.views.conferencia import pode_mudar_regras
from solicitacoes import lugar
from solicitacoes.rotas.forms.simulacao import SimularForm
from solicitacoes.rotas.simulacao import simular as simular_pedido

MODELO = "solicitacoes/rotas/simular.html"


@pode_mudar_regras
@de_trabalho(*LER)
def simular(request: HttpRequest) -> HttpResponse:
    """O formulário e, com ele preenchido na URL, o resultado: o endereço se pode mandar a alguém."""
    form = SimularForm(request.GET or None, sugestoes=reverse("rotas:ruas"))
    simulacao = None
    if form.is_valid():
        dados = form.cleaned_data
        simulacao = simular_pedido(
            servico=dados["servico"],
            digitado=dados,
            dia=dados["dia"],
            distrito=dados["distrito"],
            escolha=dados["lugar"],
        )
    contexto = {"aba": "simular", "form": form, "simulacao": simulacao}
    return render(request, MODELO, contexto, status=422 if form.errors else 200)


@pode_mudar_regras
@require_safe
def ruas(request: HttpRequest) -> HttpResponse:
    """As sugestões de rua, como as do munícipe."""
    contexto = lugar.ao_escrever(request.GET)
    return render(request, "solicitacoes/pedir/detalhes.html#sugestoes", contexto)
