"""Os períodos de um painel: os últimos dias, cada ano e tudo; e o passo em que se vê cada um no tempo.

Contam-se semanas inteiras até um domingo, e refazem-se uma vez por semana: de um dia para o outro, a
diferença seria o que alguém pediu.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from protocolo.prazos.relogio import comeco_do_dia

DIAS = (30, 90, 180, 360)
TUDO = "tudo"
PADRAO = "90"
DE_SEMANAS = 90
"""Até estes dias, vê-se semana a semana; daí a um ano, mês a mês."""


@dataclass(frozen=True, slots=True)
class Periodo:
    """Dias incluídos, no relógio da cidade. `passo`: "week", "month" ou "year"."""

    chave: str
    nome: str
    de: date
    ate: date
    passo: str

    @property
    def momentos(self) -> tuple[datetime, datetime]:
        """Do começo do primeiro dia ao começo do dia seguinte ao último."""
        return comeco_do_dia(self.de), comeco_do_dia(self.ate + timedelta(days=1))

    @property
    def de_agora(self) -> bool:
        """Acaba no último dia contado: nele também se diz o que está aberto."""
        return self.chave.isdecimal() and int(self.chave) in DIAS

    @property
    def dias(self) -> int:
        return (self.ate - self.de).days + 1


def ultimo_domingo(hoje: date) -> date:
    """O último dia de uma semana que já acabou."""
    return hoje - timedelta(days=hoje.weekday() + 1)


def periodos(ate: date, primeiro: date) -> list[Periodo]:
    """Os últimos dias até `ate`, cada ano do que corre ao do primeiro pedido, e tudo."""
    recentes = [
        Periodo(
            str(dias),
            f"Últimos {dias} dias",
            ate - timedelta(days=dias - 1),
            ate,
            "week" if dias <= DE_SEMANAS else "month",
        )
        for dias in DIAS
    ]
    anos = [
        Periodo(str(ano), str(ano), date(ano, 1, 1), min(date(ano, 12, 31), ate), "month")
        for ano in range(ate.year, primeiro.year - 1, -1)
    ]
    return [*recentes, *anos, Periodo(TUDO, "Desde o começo", min(primeiro, ate), ate, "year")]


def lidos(linhas: Iterable[list[str]]) -> list[Periodo]:
    """Os períodos como a contagem os guardou."""
    return [Periodo(c, n, date.fromisoformat(de), date.fromisoformat(ate), p) for c, n, de, ate, p in linhas]


def guardados(todos: Iterable[Periodo]) -> list[list[str]]:
    """O contrário de `lidos`."""
    return [[um.chave, um.nome, um.de.isoformat(), um.ate.isoformat(), um.passo] for um in todos]
