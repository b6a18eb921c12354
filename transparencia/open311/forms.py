"""Quem pede, como outro sistema o manda: o nome e o contato, ou também o CPF, se há convênio."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from contas.acoes import Identificacao
from contas.identificacao import IdentificacaoForm, TelefoneField, identificacao
from guia.models import VersaoDoServico
from transparencia.open311.recusas import Recusa
from transparencia.open311.servicos import CPF

DE_CADA_CAMPO = {
    "nome": "first_name",
    "cpf": f"attribute[{CPF}]",
    "email": "email",
    "telefone": "phone",
}
"""O parâmetro de cada campo."""


class ContatoForm(forms.Form):
    """Onde o serviço aceita quem não se identifica, o nome e o contato bastam, e nenhum é obrigatório."""

    nome = forms.CharField(max_length=150, required=False)
    email = forms.EmailField(required=False)
    telefone = TelefoneField(required=False)


def quem_pede(dados: QueryDict, versao: VersaoDoServico) -> Identificacao:
    """Quem pede, ou ninguém. Levanta Recusa (400) do que não se lê."""
    nome = " ".join(f"{dados.get('first_name', '')} {dados.get('last_name', '')}".split())
    escrito = {
        "nome": nome,
        "email": dados.get("email", "").strip(),
        "telefone": dados.get("phone", "").strip(),
    }
    if versao.anonima:
        return Identificacao(**_limpo(ContatoForm(escrito)), so_contato=True)
    cpf = dados.get(DE_CADA_CAMPO["cpf"], "").strip()
    return identificacao(_limpo(IdentificacaoForm({**escrito, "cpf": cpf})), None)


def _limpo(form: forms.Form) -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    campo, frases = next(iter(form.errors.items()))
    raise Recusa(str(frases[0]), onde=DE_CADA_CAMPO.get(campo, "first_name"))
