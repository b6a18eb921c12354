"""A que horas se liga a alguém: só nas que a regra diz, nunca de madrugada. Só cálculo."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from atendimento.models import RegraDoAtendimento
from atendimento.models.turnos import Dia
from protocolo.calendario import Calendario


def das_ate(dia: date, regra: RegraDoAtendimento, calendario: Calendario) -> tuple[time, time] | None:
    """Das quantas às quantas se liga neste dia; None, se não se liga. O sábado de feriado é feriado."""
    if calendario.eh_util(dia):
        return regra.ligar_das, regra.ligar_ate
    if dia.weekday() == Dia.SABADO and calendario.motivo(dia) is None:
        das, ate = regra.sabado_das, regra.sabado_ate
    else:
        das, ate = regra.domingo_das, regra.domingo_ate
    return None if das is None or ate is None else (das, ate)


def quando_ligar(desde: datetime, regra: RegraDoAtendimento, calendario: Calendario) -> datetime:
    """O primeiro momento, de `desde` em diante, em que se liga: é `desde`, se já é hora."""
    primeiro = timezone.localdate(desde)
    for dia in (primeiro + timedelta(days=passou) for passou in count()):
        if (horas := das_ate(dia, regra, calendario)) is None:
            continue
        das, ate = (timezone.make_aware(datetime.combine(dia, hora)) for hora in horas)
        if desde < ate:
            return max(desde, das)
    raise AssertionError("Os dias não acabam.")
