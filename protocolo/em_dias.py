"""Um prazo dito em palavras, igual nas listas, nas páginas e nos recados."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


def dias_passados(desde: datetime, agora: datetime) -> int:
    """Dias do calendário de `desde` até hoje; negativo se ainda não chegou."""
    return (timezone.localdate(agora) - timezone.localdate(desde)).days


def contados(dias: int) -> str:
    """`1 dia`, `2 dias`."""
    return "1 dia" if dias == 1 else f"{dias} dias"


def em_palavras(vence_em: datetime, agora: datetime, *, atraso: str = "atrasada") -> str:
    """`faltam 3 dias`, `falta 1 dia`, `vence hoje`, `atrasada há 2 dias`; `atraso` leva o gênero."""
    passados = dias_passados(vence_em, agora)
    if passados > 0:
        return f"{atraso} há {contados(passados)}"
    if passados == 0:
        return "vence hoje"
    return f"{'falta' if passados == -1 else 'faltam'} {contados(-passados)}"
