"""O que a pessoa corrige da sua conta, e a palavra com que confirma que a quer apagar."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

MENOS_LETRAS = 2


class NomeForm(forms.Form):
    """O nome da conta, como a pessoa quer ser chamada."""

    nome = forms.CharField(
        label="Nome completo",
        max_length=150,
        error_messages={"required": "Escreva o seu nome completo."},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )

    def clean_nome(self) -> str:
        nome = " ".join(self.cleaned_data["nome"].split())
        if sum(letra.isalpha() for letra in nome) < MENOS_LETRAS:
            raise ValidationError("Escreva o seu nome completo.")
        return nome


class ApagarForm(forms.Form):
    """Um sim que não se dá por engano."""

    entendi = forms.BooleanField(
        label="Entendi: quero apagar a minha conta, e não dá para voltar atrás",
        error_messages={"required": "Marque que você entendeu, ou volte sem apagar."},
    )
