"""O que um dia fechado moveria nos prazos abertos, antes de se gravar: a conta de verdade, sem escrever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, cast

from django.apps import apps
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.utils import timezone

from protocolo.calendario import Calendario, carregar_calendario, montar
from protocolo.models import ComPrazo, DiaNaoUtil
from protocolo.prazos import relogio
from protocolo.rotinas.relogios import LOTE

TETO = 10_000
"""Quantos prazos de cada processo se refazem de verdade: a pessoa espera por isto antes de gravar."""


@dataclass(frozen=True, slots=True)
class Movidos:
    """Os prazos abertos de um processo: o nome deles, quantos vencem mais tarde."""

    singular: str
    plural: str
    quantos: int
    ha_mais: bool = False
    """Há mais que `TETO` prazos que o dia alcança: os outros não se refizeram."""

    @property
    def por_extenso(self) -> str:
        """`1 solicitação`, `12 solicitações`, `ao menos 9.120 solicitações`."""
        nome = self.singular if self.quantos == 1 else self.plural
        return f"{'ao menos ' if self.ha_mais and self.quantos else ''}{intcomma(self.quantos)} {nome}"


def que_moveria(dia: DiaNaoUtil) -> list[Movidos]:
    """De cada processo com prazos que mudam, quantos. O já dito não encurta: só se contam os que crescem.

    Olham-se até `TETO` prazos de cada um; se há outros, diz-se isso, mesmo que nenhum destes mude.
    """
    em, calendario = timezone.now(), com_o_dia(dia)
    inicio = timezone.make_aware(datetime.combine(dia.data, time.min))
    contas = []
    for linhas in _abertas():
        alcancadas = linhas.filter(vence_em__gte=inicio, conta_desde__lt=inicio + timedelta(days=1))
        primeiras = alcancadas[: TETO + 1].iterator(chunk_size=LOTE)
        mudam = [relogio.recalcular(linha, em=em, calendario=calendario) for linha in primeiras]
        nomes = linhas.model._meta  # noqa: SLF001  API pública apesar do nome
        ditos = str(nomes.verbose_name), str(nomes.verbose_name_plural)
        contas.append(Movidos(*ditos, quantos=sum(mudam[:TETO]), ha_mais=len(mudam) > TETO))
    return [conta for conta in contas if conta.quantos or conta.ha_mais]


def com_o_dia(dia: DiaNaoUtil) -> Calendario:
    """O calendário de hoje e mais este dia; se é o de um que já existe, no lugar dele."""
    outros = DiaNaoUtil.objects.filter(revogado_em=None).exclude(pk=dia.pk)
    hoje = carregar_calendario() if dia.pk is None else montar(outros)
    so_este = montar([dia])
    return replace(
        hoje, fechados={**hoje.fechados, **so_este.fechados}, meios={**hoje.meios, **so_este.meios}
    )


def _abertas() -> Iterator[QuerySet[Any]]:
    """De todo processo: quem tem relógio herda de `ComPrazo` e diz que linhas o calendário refaz."""
    for modelo in apps.get_models():
        if issubclass(modelo, ComPrazo):
            yield cast("Any", modelo._default_manager).que_o_calendario_refaz()  # noqa: SLF001  idem
