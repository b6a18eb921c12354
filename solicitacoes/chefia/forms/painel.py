"""O período de um painel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from solicitacoes.chefia.forms.equipe import dia

PRIMEIRO, ULTIMO = date(1900, 1, 1), date(2099, 12, 31)
"""Os dias que os filtros de uma lista leem (`mesas.filtros.DIA`)."""
FORA = "Escreva um dia entre 01/01/1900 e 31/12/2099."
QUE_CABE = (MinValueValidator(PRIMEIRO, FORA), MaxValueValidator(ULTIMO, FORA))


class PeriodoForm(forms.Form):
    """O período do painel, na URL; sem nada, os últimos trinta dias."""

    use_required_attribute = False
    sem_opcional = True
    maior, dito = 366, "um ano"
    """Quantos dias cabem, e como se diz."""
    de = dia("De", required=False, validators=QUE_CABE)
    ate = dia("Até", required=False, validators=QUE_CABE)

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        if self.errors:
            return limpos
        de, ate = self.dias
        if de > ate:
            raise ValidationError({"ate": "O último dia não pode ser antes do primeiro."})
        if (ate - de).days > self.maior:
            raise ValidationError({"de": f"Escolha um período de até {self.dito}."})
        return limpos

    @property
    def dias(self) -> tuple[date, date]:
        """O primeiro e o último dia, com o que falta preenchido."""
        limpos = getattr(self, "cleaned_data", {})
        ate = limpos.get("ate") or timezone.localdate()
        return limpos.get("de") or ate - timedelta(days=29), ate


class PeriodoDeCimaForm(PeriodoForm):
    """O período do painel de muitas unidades, que lê muito mais pedidos."""

    maior, dito = 92, "três meses"
