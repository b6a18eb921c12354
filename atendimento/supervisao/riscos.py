"""Quando uma conversa aberta passa a estar em risco, e de quê."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from atendimento.models import Conversa, RegraDaConversa
from atendimento.situacoes import SituacaoDaConversa

PERTO_DO_PRAZO = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Marco:
    """Daqui em diante a conversa está neste risco, até o marco seguinte."""

    em: datetime
    dito: str
    grave: bool = False


def marcos(conversa: Conversa, regra: RegraDaConversa) -> list[Marco]:
    """Os desta conversa, por ordem; nenhum, se nada espera por ninguém.

    Na fila conta-se da entrada, ou da volta: passado o tempo em que se devia atender, e na metade do que a
    faz ficar por responder. Com quem atende, de quando lhe passou ou da primeira mensagem sem resposta: na
    metade dos minutos em que se avisa quem está parado, e no fim deles. Na por responder, do prazo.
    """
    if conversa.situacao == SituacaoDaConversa.NA_FILA and conversa.na_fila_desde:
        desde = conversa.voltou_em or conversa.na_fila_desde
        demais = desde + timedelta(minutes=regra.minutos_na_fila) / 2
        return [
            Marco(desde + regra.para_atender, "Espera a mais"),
            Marco(demais, "Espera demais", grave=True),
        ]
    if conversa.situacao == SituacaoDaConversa.COM_ATENDENTE and conversa.sem_resposta_desde:
        demais = conversa.sem_resposta_desde + regra.para_responder
        return [
            Marco(demais - regra.para_responder / 2, "Sem resposta"),
            Marco(demais, "Sem resposta há muito", grave=True),
        ]
    if conversa.situacao == SituacaoDaConversa.PENDENTE and conversa.responder_ate:
        ate = conversa.responder_ate
        return [Marco(ate - PERTO_DO_PRAZO, "Prazo a acabar"), Marco(ate, "Fora do prazo", grave=True)]
    return []


def de_agora(desta: Iterable[Marco], em: datetime) -> Marco | None:
    """O risco em que está; None se em nenhum."""
    return max((um for um in desta if um.em <= em), key=lambda um: um.em, default=None)


def o_seguinte(destas: Iterable[Marco], em: datetime) -> datetime | None:
    """Quando muda o risco de alguma; None se nada mais muda."""
    return min((um.em for um in destas if um.em > em), default=None)
