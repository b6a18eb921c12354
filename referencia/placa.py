"""A placa de um veículo: a de hoje (Mercosul, ABC1D23) e a de antes (ABC-1234)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

PLACA = re.compile(r"[A-Z]{3}[0-9][A-Z0-9][0-9]{2}")
DE_ANTES = re.compile(r"[A-Z]{3}[0-9]{4}")


def validar_placa(texto: str) -> str:
    """Devolve a placa sem o hífen, em maiúsculas, ou levanta `ValidationError`, que diz como se escreve."""
    placa = re.sub(r"[^A-Z0-9]", "", texto.upper())
    if not PLACA.fullmatch(placa):
        raise ValidationError(
            "Escreva a placa inteira, como ABC-1234 ou ABC1D23.",
            code="placa",
        )
    return placa


def formatar_placa(placa: str) -> str:
    """`ABC1234` → `ABC-1234`; a nova, e o que não é placa, como está."""
    return f"{placa[:3]}-{placa[3:]}" if DE_ANTES.fullmatch(placa) else placa
