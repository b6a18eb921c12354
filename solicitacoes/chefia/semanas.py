"""As últimas semanas de um painel: quantos pedidos entraram e quantos saíram em cada uma."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import DateField, Q, Sum
from django.db.models.functions import TruncWeek

from mesas.lista import TODAS_AS_ENCERRADAS
from solicitacoes.chefia import contados
from solicitacoes.chefia.ambito import Ambito
from solicitacoes.chefia.contados import M
from solicitacoes.chefia.lista import TODOS

QUANTAS = 12
ENTRARAM = Q(medida=M.PEDIDA)


def dos_que_entraram(de: date, ate: date) -> str:
    """A consulta da lista: os que se pediram nestes dias, também os juntos com outro."""
    return urlencode({"situacao": TODOS, "de": de, "ate": ate, "com_juntados": "sim"})


def dos_que_sairam(de: date, ate: date) -> str:
    """A consulta da lista: os que se encerraram nestes dias."""
    return urlencode({"situacao": TODAS_AS_ENCERRADAS, "saiu_de": de, "saiu_ate": ate})


@dataclass(slots=True)
class Semana:
    """De segunda a domingo, ou até hoje, contada como o período do painel."""

    de: date
    ate: date
    entraram: int = 0
    sairam: int = 0

    @property
    def entrada(self) -> str:
        return dos_que_entraram(self.de, self.ate)

    @property
    def saida(self) -> str:
        return dos_que_sairam(self.de, self.ate)


def ultimas(ambito: Ambito, hoje: date) -> list[Semana]:
    """As QUANTAS últimas, a de hoje no fim, numa leitura dos agregados."""
    primeira = hoje - timedelta(days=hoje.weekday() + 7 * (QUANTAS - 1))
    segundas = [primeira + timedelta(days=7 * i) for i in range(QUANTAS)]
    semanas = {segunda: Semana(segunda, min(segunda + timedelta(days=6), hoje)) for segunda in segundas}
    contadas = contados.do_ambito(ambito).entre(primeira, hoje).filter(ENTRARAM | contados.SAIRAM)
    por_semana = contadas.values("medida", semana=TruncWeek("dia", output_field=DateField()))
    for grupo in por_semana.annotate(total=Sum("n")).order_by():
        semana = semanas[grupo["semana"]]
        if grupo["medida"] == M.PEDIDA:
            semana.entraram = grupo["total"]
        else:
            semana.sairam = grupo["total"]
    return list(semanas.values())


def maior(semanas: list[Semana]) -> int:
    """O número que enche a barra."""
    return max(1, *(max(semana.entraram, semana.sairam) for semana in semanas))
