"""As horas em que há gente: as de ligar a alguém e as de conversar. Só cálculo, no relógio da cidade."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from atendimento.models import HorarioDaConversa, RegraDoAtendimento
from atendimento.models.turnos import Dia
from protocolo.calendario import Calendario

type Horas = tuple[time, time]
type Janela = tuple[datetime, datetime]
"""Das quantas às quantas há gente, num dia."""


# --- de um dia ---------------------------------------------------------------------------


def de_ligar(regra: RegraDoAtendimento, calendario: Calendario) -> Callable[[date], list[Horas]]:
    """As horas de cada dia em que se liga: nunca de madrugada. O sábado de feriado é feriado."""

    def do_dia(dia: date) -> list[Horas]:
        if calendario.eh_util(dia):
            return [(regra.ligar_das, regra.ligar_ate)]
        if dia.weekday() == Dia.SABADO and calendario.motivo(dia) is None:
            das, ate = regra.sabado_das, regra.sabado_ate
        else:
            das, ate = regra.domingo_das, regra.domingo_ate
        return [] if das is None or ate is None else [(das, ate)]

    return do_dia


def de_conversar(
    horarios: Iterable[HorarioDaConversa], calendario: Calendario
) -> Callable[[date], list[Horas]]:
    """As horas de cada dia em que se conversa; o fim de semana fecha só se não há horário nele."""
    postos = sorted(horarios, key=lambda um: um.das)

    def do_dia(dia: date) -> list[Horas]:
        fechado = calendario.motivo(dia) is not None
        deste = [um for um in postos if um.dia == dia.weekday() and (um.em_feriado or not fechado)]
        return [(um.das, um.ate) for um in deste]

    return do_dia


# --- de um momento em diante ------------------------------------------------------------------


def janelas(
    desde: datetime, do_dia: Callable[[date], Iterable[Horas]], *, dias: int | None = None
) -> Iterator[Janela]:
    """Cada abertura e fechamento, do dia de `desde` em diante; sem `dias`, nunca acabam."""
    primeiro = timezone.localdate(desde)
    for passou in count() if dias is None else range(dias):
        dia = primeiro + timedelta(days=passou)
        for das, ate in do_dia(dia):
            yield (
                timezone.make_aware(datetime.combine(dia, das)),
                timezone.make_aware(datetime.combine(dia, ate)),
            )


def proxima(em: datetime, abertas: Iterable[Janela]) -> Janela | None:
    """A janela de agora ou, se não é hora, a primeira que vem; None se não há mais nenhuma."""
    return next(((abre, fecha) for abre, fecha in abertas if em < fecha), None)


def quando_ligar(desde: datetime, regra: RegraDoAtendimento, calendario: Calendario) -> datetime:
    """O primeiro momento, de `desde` em diante, em que se liga: é `desde`, se já é hora."""
    janela = proxima(desde, janelas(desde, de_ligar(regra, calendario)))
    if janela is None:
        raise AssertionError("Os dias não acabam.")
    return max(desde, janela[0])
