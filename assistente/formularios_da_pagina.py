"""Os formulários dos passos de uma mesma página, lidos como um só."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict, ErrorList


def veio(form: forms.BaseForm, dados: Mapping[str, Any] | None) -> bool:
    """Se algum campo do formulário está entre o que se mandou."""
    return bool(dados) and any(form.add_prefix(nome) in (dados or {}) for nome in form.fields)


class Formularios:
    """Os formulários de uma página, cada um de um passo, como os modelos leem um só.

    Nenhum nome de campo se repete entre eles.
    """

    def __init__(self, partes: Mapping[str, forms.BaseForm]) -> None:
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
