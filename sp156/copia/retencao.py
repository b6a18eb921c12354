"""Que cópias se guardam: a última de cada um dos últimos dias, semanas e meses em que houve."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.utils.timezone import localdate


class Quantas(Protocol):
    """O que a administração diz."""

    diarias: int
    semanais: int
    mensais: int


def que_ficam(copias: Iterable[datetime], quantas: Quantas) -> set[datetime]:
    """As completas que se guardam; a mais nova fica sempre."""
    novas_antes = sorted(copias, reverse=True)
    ficam = set(novas_antes[:1])
    medidas = (
        (quantas.diarias, lambda em: localdate(em)),
        (quantas.semanais, lambda em: localdate(em).isocalendar()[:2]),
        (quantas.mensais, lambda em: (localdate(em).year, localdate(em).month)),
    )
    for quantos, periodo in medidas:
        ultimas: dict[object, datetime] = {}
        for em in novas_antes:
            ultimas.setdefault(periodo(em), em)
        ficam |= set(list(ultimas.values())[:quantos])
    return ficam
