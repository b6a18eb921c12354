"""Quem pede e, se não é para si, para quem é o pedido: um filho, o pai já velho."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from contas import identificacao
from contas.identificacao import MENOS_LETRAS

PARA_QUEM, RELACAO = "para_quem", "relacao"
ROTULO = "Para quem é o pedido"
SEM_NOME = "Escreva o nome da pessoa para quem é o pedido."
SEM_AJUDA = {"autocomplete": "off", "spellcheck": "false"}


class IdentificacaoForm(identificacao.IdentificacaoForm):
    """Só se pergunta para quem é onde o pedido é sempre de alguém: o buraco da rua não é de ninguém."""

    def __init__(self, *args: Any, anonima: bool, **kwargs: Any) -> None:
        super().__init__(*args, anonima=anonima, **kwargs)
        if anonima:
            return
        self.fields[PARA_QUEM] = forms.CharField(
            label="Nome da pessoa para quem é",
            max_length=150,
            required=False,
            widget=forms.TextInput(SEM_AJUDA),
        )
        self.fields[RELACAO] = forms.CharField(
            label="O que ela é de quem pede (opcional)",
            max_length=60,
            required=False,
            help_text="Como filho, mãe ou vizinho.",
            widget=forms.TextInput({**SEM_AJUDA, "class": "govuk-input--width-20"}),
        )

    @property
    def aberto_outra_pessoa(self) -> bool:
        """Se a parte "é para outra pessoa" aparece aberta: há algo escrito nela ou erro."""
        return any(self[campo].value() or self[campo].errors for campo in (PARA_QUEM, RELACAO))

    def clean(self) -> dict[str, Any]:
        escritos = {campo: self.cleaned_data.get(campo, "") for campo in (PARA_QUEM, RELACAO)}
        if any(escritos.values()) and sum(letra.isalpha() for letra in escritos[PARA_QUEM]) < MENOS_LETRAS:
            self.add_error(PARA_QUEM, SEM_NOME)
        return super().clean() | {campo: escrito for campo, escrito in escritos.items() if escrito}


def para_quem(dita: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Para quem é, como a solicitação guarda as respostas; nada, se é para quem pede."""
    if not dita.get(PARA_QUEM):
        return []
    valor = ", ".join(filter(None, (dita[PARA_QUEM], dita.get(RELACAO, ""))))
    return [{"chave": PARA_QUEM, "rotulo": ROTULO, "valor": valor}]
