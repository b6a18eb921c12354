"""O que os relatórios partilham ao contar: o período, no relógio da cidade, e a mediana."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Aggregate
from django.utils import timezone

JANEIRO, JULHO = 1, 7


class Mediana(Aggregate):
    """O valor do meio, no PostgreSQL."""

    function = "PERCENTILE_CONT"
    name = "Mediana"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"


def do_ano(ano: int) -> tuple[datetime, datetime]:
    """Do primeiro instante do ano ao primeiro do seguinte."""
    return _comeco(ano, JANEIRO), _comeco(ano + 1, JANEIRO)


def do_semestre(ano: int, semestre: int) -> tuple[datetime, datetime]:
    """O mesmo, do semestre 1 ou 2."""
    meio = _comeco(ano, JULHO)
    return (_comeco(ano, JANEIRO), meio) if semestre == 1 else (meio, _comeco(ano + 1, JANEIRO))


def _comeco(ano: int, mes: int) -> datetime:
    return datetime(ano, mes, 1, tzinfo=timezone.get_default_timezone()).astimezone(UTC)
