"""A opinião de quem leu a página de um serviço."""

from __future__ import annotations

from django import forms


class OpiniaoForm(forms.Form):
    """Foi útil? E, se a pessoa quiser, por quê."""

    use_required_attribute = False

    util = forms.TypedChoiceField(
        label="Esta informação foi útil?",
        choices=[("sim", "Sim"), ("nao", "Não")],
        coerce=lambda valor: valor == "sim",
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha sim ou não.", "invalid_choice": "Escolha sim ou não."},
    )
    comentario = forms.CharField(
        label="O que faltou ou confundiu?",
        required=False,
        max_length=1000,
        help_text="Não escreva dados pessoais. Esta mensagem não é um pedido e não tem resposta.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Escreva no máximo 1.000 letras."},
    )
