"""O que se escreve na tela do atendimento."""

from __future__ import annotations

from django import forms

from atendimento.situacoes import DA_MESA


class TerminarForm(forms.Form):
    """Como o atendimento acabou."""

    use_required_attribute = False

    resultado = forms.ChoiceField(
        label="Como acabou?",
        choices=[(um.value, um.label) for um in DA_MESA],
        widget=forms.RadioSelect,
        error_messages={"required": "Diga como o atendimento acabou."},
    )
