"""Procurar uma pessoa (leitura registrada) ou onde está agora um protocolo da cidade."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contas.acoes import registrar_leitura_em_massa, registrar_leituras
from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho
from referencia.limite_de_tentativas import adivinhando, dentro_do_limite
from roteamento.models import Unidade
from solicitacoes.caixa.forms.procura import OndeForm, PessoaForm
from solicitacoes.caixa.procura import ACHADOS, da_pessoa, onde_esta
from solicitacoes.guardas import HORA, equipe

MODELO = "solicitacoes/caixa/procurar.html"
POR_HORA = 60
"""Quantas procuras de pessoa, e à parte de número que não existe, se fazem por hora."""
ESPERE = "Foram muitas procuras seguidas. Espere uma hora e tente de novo."


@de_trabalho(*LER_E_MANDAR)
def procurar(request: HttpRequest, sigla: str) -> HttpResponse:
    """O nome e o CPF vão num POST, que se registra e não fica no endereço; o protocolo, num GET."""
    unidade, por = equipe(request, sigla)
    contexto: dict[str, Any] = {"unidade": unidade, "pessoa": PessoaForm(), "onde": OndeForm()}
    if request.method == "POST":
        contexto |= _pessoa(request, unidade, por)
    elif "protocolo" in request.GET:
        contexto |= _onde(request, por)
    form = contexto["pessoa"] if contexto["pessoa"].is_bound else contexto["onde"]
    return render(request, MODELO, {**contexto, "form": form}, status=422 if form.errors else 200)


def _pessoa(request: HttpRequest, unidade: Unidade, por: Autor) -> dict[str, Any]:
    form = PessoaForm(request.POST)
    if not form.is_valid():
        return {"pessoa": form}
    if not dentro_do_limite("procurar_pessoa", _quem(por), vezes=POR_HORA, segundos=HORA):
        form.add_error("pessoa", ESPERE)
        return {"pessoa": form}
    de_quem = form.cleaned_data["pessoa"]
    casos = da_pessoa(de_quem, unidade=unidade, por=por)
    mostrados = casos[:ACHADOS]
    registrar_leitura_em_massa(
        por=por.usuario,
        papel=por.papel,
        o_que=de_quem.o_que,
        filtro=f"Caixa {unidade.sigla}",
        quantos=len(mostrados),
    )
    registrar_leituras(
        lidos=[(caso.interessado_id, caso.protocolo) for caso in mostrados if caso.interessado_id],
        por=por,
        o_que=de_quem.o_que,
    )
    return {"pessoa": form, "casos": mostrados, "ha_mais": len(casos) > ACHADOS, "procurou": True}


def _onde(request: HttpRequest, por: Autor) -> dict[str, Any]:
    form = OndeForm(request.GET)
    if not form.is_valid():
        return {"onde": form}
    achado = onde_esta(form.cleaned_data["protocolo"], por)
    if adivinhando("procurar_numero", _quem(por), achou=achado is not None, vezes=POR_HORA, segundos=HORA):
        form.add_error("protocolo", ESPERE)
        return {"onde": form}
    if achado is None:
        form.add_error("protocolo", "Não há pedido com este número.")
    return {"onde": form, "achado": achado}


def _quem(por: Autor) -> str:
    return str(por.usuario.pk) if por.usuario else ""
