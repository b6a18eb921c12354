"""Devolver um texto para ajustes, dizendo o que ajustar."""

from __future__ import annotations

from django import forms


class DevolverForm(forms.Form):
    """O motivo é o que quem escreveu lê na sua página inicial."""

    use_required_attribute = False

    motivo = forms.CharField(
        label="O que precisa ser ajustado?",
        max_length=1000,
        help_text="Quem escreveu lê isto na sua página inicial.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Escreva o que precisa ser ajustado.",
            "max_length": "Escreva no máximo 1.000 letras.",
        },
    )
