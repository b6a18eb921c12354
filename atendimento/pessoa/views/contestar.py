"""Contestar a resposta em nome da pessoa: o recurso e a reclamação do e-SIC, a revisão da Ouvidoria."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from assistente.paginas import com_formulario, enviado
from atendimento.pessoa import atos
from atendimento.pessoa.guardas import caso_lido
from atendimento.pessoa.quem import do_caso
from atendimento.situacoes import Providencia
from contas.guardas import LER_E_MANDAR, de_trabalho
from esic import acoes as do_esic
from ouvidoria import acoes as da_ouvidoria
from portal.forms import RecursoForm, RevisaoForm
from portal.pedido_de_informacao import motivos


@dataclass(frozen=True, slots=True)
class Contestacao:
    """O que a página diz, o formulário e a ação do processo."""

    titulo: str
    diga: str
    botao: str
    feito: str
    formulario: Callable[[Any, Any], forms.Form]
    fazer: Callable[..., object]


def _recurso(dados: Any, caso: Any) -> forms.Form:
    form = RecursoForm(dados, motivos=motivos(caso))
    form.fields["motivo"].label = "Por que a pessoa recorre?"
    return form


CONTESTACOES = {
    Providencia.RECORREU: Contestacao(
        "Recorrer",
        "Diga à pessoa: quem assinou a resposta não decide o recurso, e a lei não pede que se diga por quê.",
        "Enviar o recurso",
        "O recurso está apresentado, e a pessoa é avisada.",
        _recurso,
        do_esic.recorrer,
    ),
    Providencia.RECLAMOU: Contestacao(
        "Reclamar da falta de resposta",
        "Diga à pessoa: a Ouvidoria decide se o órgão tem de responder, e até quando. Ainda cabe recorrer.",
        "Sim, reclamar",
        "A Ouvidoria recebeu a reclamação, e a pessoa é avisada.",
        lambda dados, _: forms.Form(dados),
        do_esic.reclamar,
    ),
    Providencia.PEDIU_REVISAO: Contestacao(
        "Pedir a revisão",
        "Diga à pessoa: pede-se uma vez só, e a Ouvidoria olha de novo o que respondeu.",
        "Pedir a revisão",
        "A Ouvidoria vai olhar de novo.",
        lambda dados, _: RevisaoForm(dados),
        da_ouvidoria.pedir_revisao,
    ),
}

PAGINAS = {
    "recorrer": Providencia.RECORREU,
    "omissao": Providencia.RECLAMOU,
    "revisar": Providencia.PEDIU_REVISAO,
}
"""O fim do endereço, e o que se faz nele."""


@de_trabalho(*LER_E_MANDAR)
@sensitive_post_parameters()
def contestar(request: HttpRequest, codigo: UUID, protocolo: str, ato: Providencia) -> HttpResponse:
    """Só o que cabe neste caso, agora; 409 ao resto."""
    atendimento, mesa, caso = caso_lido(request, codigo, protocolo)
    atos.exigir(caso, ato)
    qual = CONTESTACOES[ato]
    form = qual.formulario(enviado(request), caso)
    if form.is_valid():
        atos.anotando(qual.fazer, atendimento, ato)(caso=caso, por=mesa.autor, **form.cleaned_data)
        messages.success(request, qual.feito)
        return redirect("central:pessoa_caso", codigo, caso.protocolo)
    pagina = do_caso(atendimento, mesa, caso) | {"qual": qual}
    return com_formulario(request, "atendimento/pessoa/contestar.html", form, **pagina)
