"""O que os formulários dos passos dividem: o dia escrito, o dia em que o balcão recebeu, o texto cortado."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone

MAIS_ANTIGA = timedelta(days=365)
MAIS_PARTES = 300
"""De uma resposta de várias escolhas ainda não conferida."""


def cortado(valor: Any, tamanho: int) -> Any:
    """O que ainda não foi conferido, no tamanho que o rascunho guarda e sem o que o banco não aceita."""
    if isinstance(valor, list):
        return [cortado(parte, tamanho) for parte in valor[:MAIS_PARTES]]
    return valor.replace("\0", "")[:tamanho] if isinstance(valor, str) else valor


def veio(form: forms.BaseForm, dados: Mapping[str, Any] | None) -> bool:
    """Se algum campo do formulário está entre o que se mandou."""
    return bool(dados) and any(form.add_prefix(nome) in (dados or {}) for nome in form.fields)


class Formularios:
    """Os formulários de uma página, cada um de um passo, como os modelos leem um só.

    Nenhum nome de campo se repete entre eles.
    """

    def __init__(self, partes: Mapping[str, forms.Form]) -> None:
        self.partes = partes

    @property
    def is_bound(self) -> bool:
        return any(form.is_bound for form in self.partes.values())

    @property
    def errors(self) -> ErrorDict:
        juntos = ErrorDict()
        for form in self.partes.values():
            for campo, erros in form.errors.items():
                juntos[campo] = ErrorList([*juntos.get(campo, []), *erros])
        return juntos

    def non_field_errors(self) -> ErrorList:
        return ErrorList(self.errors.get(NON_FIELD_ERRORS, []))

    def __iter__(self) -> Iterator[BoundField]:
        return chain.from_iterable(self.partes.values())

    def __getitem__(self, nome: str) -> BoundField:
        for form in self.partes.values():
            if nome in form.fields:
                return form[nome]
        raise KeyError(nome)


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
