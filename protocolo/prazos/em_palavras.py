"""Um prazo e um dia ditos em palavras, iguais nas listas, nas páginas, nos recados e nos avisos."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import number_format

SEM_PRAZO = "sem prazo"


def dia(momento: datetime) -> str:
    """dd/mm/aaaa no horário de São Paulo."""
    return f"{timezone.localtime(momento):%d/%m/%Y}"


def dia_e_hora(momento: datetime) -> str:
    """`dd/mm/aaaa às 14h`, `às 14h30`, no horário de São Paulo."""
    local = timezone.localtime(momento)
    return f"{dia(momento)} às {local.hour}h{f'{local.minute:02d}' if local.minute else ''}"


def no_calendario(momento: datetime | date) -> date:
    """O dia do momento em São Paulo."""
    return timezone.localdate(momento) if isinstance(momento, datetime) else momento


def dias_passados(desde: datetime | date, agora: datetime) -> int:
    """Dias do calendário de `desde` até hoje; negativo se ainda não chegou."""
    return (timezone.localdate(agora) - no_calendario(desde)).days


def contados(dias: int) -> str:
    """`1 dia`, `2 dias`, `1.200 dias`."""
    return "1 dia" if dias == 1 else f"{number_format(dias, force_grouping=True)} dias"


def em_palavras(vence_em: datetime | date | None, agora: datetime, *, atraso: str = "atrasado") -> str:
    """`faltam 3 dias`, `vence amanhã`, `vence hoje`, `venceu hoje`, `atrasado há 2 dias`, `sem prazo`.

    Em dias do calendário; `atraso` leva o gênero. Quem já passou da hora no próprio dia venceu hoje.
    """
    if not vence_em:
        return SEM_PRAZO
    passados = dias_passados(vence_em, agora)
    if passados > 0:
        return f"{atraso} há {contados(passados)}"
    if passados == 0:
        return "venceu hoje" if isinstance(vence_em, datetime) and vence_em < agora else "vence hoje"
    return "vence amanhã" if passados == -1 else f"faltam {contados(-passados)}"


def atrasada_ha(vence_em: datetime | None, agora: datetime) -> str:
    """`atrasada há 3 dias` ou `venceu hoje`; vazio se não venceu."""
    if vence_em is None or vence_em >= agora:
        return ""
    return em_palavras(vence_em, agora, atraso="atrasada")
