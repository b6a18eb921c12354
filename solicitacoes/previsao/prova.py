"""Prova de trás para a frente: o que se teria dito num mês, contra o que houve com quem pediu nele."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from protocolo.prazos.relogio import comeco_do_dia
from solicitacoes.models import Solicitacao
from solicitacoes.previsao.duracoes import METADE, NOVE_EM_DEZ, Duracoes, bastam, contar, no_ano_antes


@dataclass(slots=True)
class Acerto:
    """De quem pediu nos meses provados, quantos terminaram nos dias que se teriam dito.

    `sem_saber`: o que se cancelou antes, ou o mês sem dias de espera bastantes até o fim dos dados.
    """

    pedidos: int = 0
    na_metade: int = 0
    em_nove_em_dez: int = 0
    sem_saber: int = 0
    dentro_da_metade: float | None = None
    dentro_de_nove_em_dez: float | None = None

    def somar(self, antes: Duracoes, depois: Duracoes, dias_vistos: int) -> None:
        metade, nove = antes.em_que_dia(METADE), antes.em_que_dia(NOVE_EM_DEZ)
        if metade is None or nove is None or nove > dias_vistos:
            self.sem_saber += depois.pedidos
            return
        soltos = sum(quantos for dia, quantos in depois.deixados.items() if dia <= nove)
        self.sem_saber += soltos
        self.pedidos += depois.pedidos - soltos
        self.na_metade += depois.terminaram_ate(metade)
        self.em_nove_em_dez += depois.terminaram_ate(nove)

    def partes(self) -> None:
        if self.pedidos:
            self.dentro_da_metade = round(self.na_metade / self.pedidos, 4)
            self.dentro_de_nove_em_dez = round(self.em_nove_em_dez / self.pedidos, 4)


@dataclass(slots=True)
class Prova:
    """Os meses provados, e o que se acertou dizendo a cidade e dizendo a subprefeitura."""

    meses: int
    de: str
    ate: str
    na_cidade: Acerto = field(default_factory=Acerto)
    por_subprefeitura: Acerto = field(default_factory=Acerto)


def provar() -> Prova | None:
    """None se não há pedidos importados, ou menos de um ano deles."""
    importados = Solicitacao.objects.filter(procedencia=Solicitacao.Procedencia.IMPORTADA)
    limites = importados.aggregate(de=Min("aberta_em"), ate=Max("aberta_em"), fim=Max("encerrada_em"))
    if not limites["de"]:
        return None
    meses = list(_meses(timezone.localdate(limites["de"]), timezone.localdate(limites["ate"])))
    if not meses:
        return None
    prova = Prova(len(meses), f"{meses[0]:%m/%Y}", f"{meses[-1]:%m/%Y}")
    fim = max(limites["ate"], limites["fim"] or limites["ate"])
    for mes in meses:
        _provar_mes(prova, importados, mes, fim)
    prova.na_cidade.partes()
    prova.por_subprefeitura.partes()
    return prova


def _provar_mes(prova: Prova, importados: QuerySet[Solicitacao], mes: date, fim: datetime) -> None:
    comeco, seguinte = comeco_do_dia(mes), comeco_do_dia(_mais_um(mes))
    antes = contar(no_ano_antes(importados, mes), comeco)
    depois = contar(importados.filter(aberta_em__gte=comeco, aberta_em__lt=seguinte), fim)
    dias_vistos = (fim - seguinte).days
    for onde, duracoes in depois.items():
        if onde in antes and bastam(onde, antes[onde]):
            acerto = prova.na_cidade if onde[1] is None else prova.por_subprefeitura
            acerto.somar(antes[onde], duracoes, dias_vistos)


def _meses(de: date, ate: date) -> Iterator[date]:
    """Os primeiros dias dos meses que têm antes de si um ano de pedidos."""
    mes = _mais_um(de.replace(day=1, year=de.year + 1))
    while mes <= ate:
        yield mes
        mes = _mais_um(mes)


def _mais_um(mes: date) -> date:
    return mes.replace(year=mes.year + 1, month=1) if mes.month == 12 else mes.replace(month=mes.month + 1)  # noqa: PLR2004 - dezembro
