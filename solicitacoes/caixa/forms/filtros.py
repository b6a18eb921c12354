"""O nome de um filtro guardado."""

from __future__ import annotations

from django import forms


class NomeDoFiltroForm(forms.Form):
    nome = forms.CharField(
        label="Nome do filtro",
        max_length=40,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": "Escreva um nome para o filtro."},
    )
