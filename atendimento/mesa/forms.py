"""O que se escreve na tela do atendimento."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from atendimento.models import AtoDoAtendimento
from atendimento.situacoes import DA_MESA, RESULTADO_DE, Resultado


class TerminarForm(forms.Form):
    """Como o atendimento acabou."""

    use_required_attribute = False

    resultado = forms.ChoiceField(
        label="Como acabou?",
        choices=[(um.value, um.label) for um in DA_MESA],
        widget=forms.RadioSelect,
        error_messages={"required": "Diga como o atendimento acabou."},
    )


def resultado_sugerido(atos: Iterable[AtoDoAtendimento]) -> Resultado | None:
    """O que mais pesa entre o que se fez; None se nada do que se fez o diz."""
    feitos = {ato.tipo for ato in atos}
    return next((resultado for ato, resultado in RESULTADO_DE.items() if ato in feitos), None)
