"""Um prazo e um dia ditos em palavras, iguais nas listas, nas páginas, nos recados e nos avisos."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import get_default_timezone

SEM_PRAZO = "sem prazo"
DIAS_DO_MES = 30
DIAS_DO_ANO = 365


def dia(momento: datetime) -> str:
    """dd/mm/aaaa no horário de São Paulo."""
    return f"{no_calendario(momento):%d/%m/%Y}"


def dia_e_hora(momento: datetime) -> str:
    """`dd/mm/aaaa às 14h`, `às 14h30`, no horário de São Paulo."""
    local = momento.astimezone(get_default_timezone())
    return f"{dia(momento)} às {local.hour}h{f'{local.minute:02d}' if local.minute else ''}"


def no_calendario(momento: datetime | date) -> date:
    """O dia do momento em São Paulo: a cidade tem um fuso só, e não se pergunta qual é o de agora."""
    return momento.astimezone(get_default_timezone()).date() if isinstance(momento, datetime) else momento


def dias_passados(desde: datetime | date, agora: datetime) -> int:
    """Dias do calendário de `desde` até hoje; negativo se ainda não chegou."""
    return (no_calendario(agora) - no_calendario(desde)).days


def contar(quantidade: int, singular: str, plural: str) -> str:
    """`1 pedido`, `2 pedidos`, `1.200 pedidos`."""
    return f"{quantidade:,}".replace(",", ".") + f" {singular if quantidade == 1 else plural}"


def contados(dias: int) -> str:
    """`1 dia`, `2 dias`, `1.200 dias`."""
    return contar(dias, "dia", "dias")


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


def classe(vence_em: datetime | date | None, agora: datetime) -> str:
    """Como se pinta o prazo: `vencida`, `vence-hoje` ou vazio."""
    palavras = em_palavras(vence_em, agora)
    if palavras.startswith(("atrasado", "venceu")):
        return "vencida"
    return "vence-hoje" if palavras == "vence hoje" else ""


def idade(desde: datetime | date | None, agora: datetime) -> str:
    """Há quanto tempo: `hoje`, `ontem`, `há 12 dias`, `há 3 meses`, `há 2 anos`; vazio se não se sabe."""
    if not desde:
        return ""
    dias = dias_passados(desde, agora)
    if dias <= 1:
        return "ontem" if dias == 1 else "hoje"
    if dias < 2 * DIAS_DO_MES:
        return f"há {contados(dias)}"
    if dias < 2 * DIAS_DO_ANO:
        return f"há {contar(dias // DIAS_DO_MES, 'mês', 'meses')}"
    return f"há {contar(dias // DIAS_DO_ANO, 'ano', 'anos')}"


def atrasada_ha(vence_em: datetime | None, agora: datetime) -> str:
    """`atrasada há 3 dias` ou `venceu hoje`; vazio se não venceu."""
    if vence_em is None or vence_em >= agora:
        return ""
    return em_palavras(vence_em, agora, atraso="atrasada")
