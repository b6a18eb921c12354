"""O formulário que confere também restrições do banco que citam colunas que ele não mostra."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import GeneratedField, Model


class RestricoesForm[M: Model](forms.ModelForm[M]):
    """Confere também as restrições que usam colunas que não estão no formulário.

    O Django pula a restrição que cita uma delas, e o que o banco recusasse seria um erro 500. Entram
    as calculadas pelo banco, se os campos de que saem passaram na conferência, e as de `de_fora`.
    """

    de_fora: frozenset[str] = frozenset()
    """As colunas que já têm, na linha, o valor com que ela se vai gravar."""

    def _get_validation_exclusions(self) -> set[str]:
        excluidos: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # os stubs não o conhecem
        campos: Any = self._meta.model._meta.fields  # noqa: SLF001  API pública apesar do nome
        calculados = [campo for campo in campos if isinstance(campo, GeneratedField)]
        prontas = {
            campo.name
            for campo in calculados
            if excluidos.isdisjoint(origem.name for origem in campo.referenced_fields)
        }
        return excluidos - prontas - self.de_fora
