"""Formulários da administração do território."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import GeneratedField, Model


class ComGeradosForm[M: Model](forms.ModelForm[M]):
    """Confere também as restrições que usam colunas calculadas pelo banco.

    O Django não confere restrições de campos que não estão no formulário, e uma coluna
    calculada nunca está: sem isto, o empate de duas regras só apareceria como erro do banco.
    """

    def _get_validation_exclusions(self) -> set[str]:
        excluidos: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # os stubs não o conhecem
        campos: Any = self._meta.model._meta.fields  # noqa: SLF001  API pública apesar do nome
        return excluidos - {campo.name for campo in campos if self._conferivel(campo, excluidos)}

    @staticmethod
    def _conferivel(campo: Any, excluidos: set[str]) -> bool:
        """Calculada só de campos que passaram na conferência."""
        return isinstance(campo, GeneratedField) and not (
            {origem.name for origem in campo.referenced_fields} & excluidos
        )
