"""O contato de quem acompanha junto sem conta, e o código que o prova."""

from __future__ import annotations

from typing import Any

from django import forms

from avisos.canais.base import ligado
from avisos.canais.destinos import celular
from avisos.situacoes import Canal
from contas.identificacao import CodigoField, validar_contato

SO_EMAIL = "Por enquanto só avisamos por e-mail. Escreva um, como nome@exemplo.com.br."
SO_CELULAR = (
    "A este número não há como mandar SMS. Escreva um celular com o DDD e o 9 na frente, ou um e-mail."
)


class ContatoForm(forms.Form):
    """Um e-mail ou, onde a cidade manda SMS, um celular."""

    use_required_attribute = False
    sem_opcional = True

    contato = forms.CharField(
        max_length=254,
        help_text="Mandamos um código para ele agora. Não é preciso ter conta nem dizer o CPF.",
        widget=forms.TextInput(
            {"autocomplete": "email", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        qual = "E-mail, ou celular com DDD" if ligado(Canal.SMS) else "E-mail"
        self.fields["contato"].label = qual
        self.fields["contato"].error_messages["required"] = f"Escreva o seu {qual.lower()}."

    def clean_contato(self) -> str:
        """O e-mail em minúsculas, ou os onze algarismos do celular."""
        contato = validar_contato(self.cleaned_data["contato"])
        if "@" in contato:
            return contato
        if not ligado(Canal.SMS):
            raise forms.ValidationError(SO_EMAIL)
        if not celular(contato):
            raise forms.ValidationError(SO_CELULAR)
        return contato

    @property
    def por_sms(self) -> bool:
        return "@" not in self.cleaned_data["contato"]


class CodigoDoContatoForm(forms.Form):
    """Os números que chegaram."""

    use_required_attribute = False
    sem_opcional = True

    codigo = CodigoField(error_messages={"required": "Escreva o código que chegou."})
