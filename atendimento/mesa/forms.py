"""O que se escreve na tela do atendimento."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from atendimento.models import MAIOR_MENSAGEM, AtoDoAtendimento, Conversa
from atendimento.situacoes import DA_MESA, RESULTADO_DE, Resultado

SO_DA_LIGACAO = {Resultado.TRANSFERIDO, Resultado.CAIU}
"""Resultados que a conversa do portal tem de outro jeito: passa-se, ou acaba parada."""


class TerminarForm(forms.Form):
    """Como o atendimento acabou."""

    use_required_attribute = False

    resultado = forms.ChoiceField(
        label="Como acabou?",
        choices=[(um.value, um.label) for um in DA_MESA],
        widget=forms.RadioSelect,
        error_messages={"required": "Diga como o atendimento acabou."},
    )

    nota = forms.CharField(
        label="Nota a quem atender esta pessoa depois",
        max_length=MAIOR_MENSAGEM,
        required=False,
        widget=forms.Textarea({"rows": 1}),
    )
    """Só na conversa que ainda corre: fica nela."""

    def __init__(self, *args: Any, conversa: Conversa | None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if conversa:
            campo: Any = self.fields["resultado"]
            campo.choices = [(valor, nome) for valor, nome in campo.choices if valor not in SO_DA_LIGACAO]
        if conversa is None or not conversa.aberta:
            del self.fields["nota"]


def resultado_sugerido(atos: Iterable[AtoDoAtendimento]) -> Resultado | None:
    """O que mais pesa entre o que se fez; None se nada do que se fez o diz."""
    feitos = {ato.tipo for ato in atos}
    return next((resultado for ato, resultado in RESULTADO_DE.items() if ato in feitos), None)
