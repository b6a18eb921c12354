"""Um dia num formulário: o campo de todos, e o do balcão, que é o dia de que o prazo conta."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

MAIS_ANTIGA = timedelta(days=365)


class CampoDeDia(forms.DateField):
    """Um dia, com o calendário do navegador."""

    widget = forms.DateInput({"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Escreva uma data que exista, como 25/11/2026."}


class DiaDeRecebimento(CampoDeDia):
    """O dia em que chegou de verdade o que se registra no balcão: nem no futuro, nem de outro ano."""

    default_error_messages = {"invalid": "Escreva a data como dia/mês/ano, por exemplo 05/11/2026."}

    def __init__(self, **opcoes: Any) -> None:
        super().__init__(
            label="Em que dia chegou?",
            help_text="O dia em que a Prefeitura recebeu de verdade: é dele que o prazo conta.",
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            **opcoes,
        )

    def validate(self, value: date | None) -> None:
        super().validate(value)
        hoje = timezone.localdate()
        if value and value > hoje:
            raise ValidationError("A data está no futuro. Escreva o dia em que chegou.")
        if value and value < hoje - MAIS_ANTIGA:
            raise ValidationError("A data tem mais de um ano. Confira o ano.")
