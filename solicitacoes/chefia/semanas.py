"""As últimas semanas de um painel: quantos pedidos entraram e quantos saíram em cada uma."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, DateField
from django.db.models.functions import TruncWeek

from mesas.lista import TODAS_AS_ENCERRADAS
from protocolo.prazos.relogio import comeco_do_dia
from solicitacoes.chefia.ambito import Ambito
from solicitacoes.chefia.lista import TODOS
from solicitacoes.models.juntadas import TRATADAS

QUANTAS = 12


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
    """As QUANTAS últimas, a de hoje no fim: uma leitura dos abertos e outra dos que se encerraram nelas."""
    primeira = hoje - timedelta(days=hoje.weekday() + 7 * (QUANTAS - 1))
    segundas = [primeira + timedelta(days=7 * i) for i in range(QUANTAS)]
    semanas = {segunda: Semana(segunda, min(segunda + timedelta(days=6), hoje)) for segunda in segundas}
    desde, fora = comeco_do_dia(primeira), Semana(primeira, primeira)
    abertos = ambito.pedidos.abertas().filter(aberta_em__gte=desde).values(entrou=_semana("aberta_em"))
    encerrados = (
        ambito.pedidos.encerradas()
        .filter(encerrada_em__gte=desde)
        .values(entrou=_semana("aberta_em"), saiu=_semana("encerrada_em"))
    )
    for grupo in abertos.annotate(todos=Count("pk")).order_by():
        semanas.get(grupo["entrou"], fora).entraram += grupo["todos"]
    for grupo in encerrados.annotate(todos=Count("pk"), tratados=Count("pk", filter=TRATADAS)).order_by():
        semanas.get(grupo["entrou"], fora).entraram += grupo["todos"]
        semanas.get(grupo["saiu"], fora).sairam += grupo["tratados"]
    return list(semanas.values())


def _semana(campo: str) -> TruncWeek:
    return TruncWeek(campo, output_field=DateField())


def maior(semanas: list[Semana]) -> int:
    """O número que enche a barra."""
    return max(1, *(max(semana.entraram, semana.sairam) for semana in semanas))
