"""O turno: em que dias e horas alguém atende no lugar em que está lotado."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, time
from itertools import pairwise

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from contas.models import Usuario
from roteamento.models import Unidade


class Dia(models.IntegerChoices):
    """Os dias da semana, como `datetime.weekday` os conta."""

    SEGUNDA = 0, "segunda"
    TERCA = 1, "terça"
    QUARTA = 2, "quarta"
    QUINTA = 3, "quinta"
    SEXTA = 4, "sexta"
    SABADO = 5, "sábado"
    DOMINGO = 6, "domingo"


class TurnoQuerySet(models.QuerySet["Turno"]):
    """Vocabulário dos turnos."""

    def em_uso(self) -> TurnoQuerySet:
        return self.filter(tirado_em=None)

    def de_quem(self, usuario: Usuario, lugares: Collection[int]) -> TurnoQuerySet:
        return self.filter(usuario=usuario, unidade__in=lugares)


class Turno(models.Model):
    """Das `de` às `ate`, nestes dias da semana; o que acaba antes de começar acaba no dia seguinte.

    A lotação diz quem atende na unidade; o turno, quando. O que se tira fica, com o dia em que se tirou.
    """

    usuario = models.ForeignKey(
        Usuario, models.PROTECT, related_name="+", verbose_name="quem atende", db_index=False
    )
    unidade = models.ForeignKey(Unidade, models.PROTECT, related_name="+", verbose_name="onde")
    dias = ArrayField(models.PositiveSmallIntegerField(choices=Dia), verbose_name="dias da semana")
    de = models.TimeField("das")
    ate = models.TimeField("às")
    por = models.ForeignKey(
        Usuario, models.PROTECT, related_name="+", verbose_name="posto por", db_index=False
    )
    posto_em = models.DateTimeField("posto em", default=timezone.now)
    tirado_em = models.DateTimeField("tirado em", null=True, blank=True)

    objects = models.Manager.from_queryset(TurnoQuerySet)()

    class Meta:
        verbose_name = "turno"
        ordering = ["de", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(de=F("ate")),
                name="turno_dura",
                violation_error_message="O turno acaba numa hora diferente da que começa.",
            ),
            models.CheckConstraint(
                condition=~Q(dias=[]),
                name="turno_tem_dia",
                violation_error_message="O turno tem ao menos um dia da semana.",
            ),
        ]
        indexes = [models.Index(fields=["usuario", "unidade"], name="turno_de_quem")]

    def __str__(self) -> str:
        return f"{self.em_que_dias}, {self.a_que_horas}"

    @property
    def em_que_dias(self) -> str:
        """“segunda a sexta”, “sábado e domingo”."""
        return dias_ditos(self.dias)

    @property
    def a_que_horas(self) -> str:
        """“das 8h às 14h”, “das 22h às 6h do dia seguinte”."""
        return f"{horas_ditas(self.de, self.ate)}{' do dia seguinte' if self.vira else ''}"

    @property
    def vira(self) -> bool:
        """Passa da meia-noite?"""
        return self.ate < self.de

    def vale_em(self, em: datetime) -> bool:
        """É nestas horas, no relógio da cidade?"""
        local = timezone.localtime(em)
        hora, hoje, ontem = local.time(), local.weekday(), (local.weekday() - 1) % 7
        if not self.vira:
            return hoje in self.dias and self.de <= hora < self.ate
        return (hoje in self.dias and hora >= self.de) or (ontem in self.dias and hora < self.ate)


def dias_ditos(quais: Iterable[int]) -> str:
    """“segunda a sexta”, “sábado e domingo”."""
    dias = sorted(quais)
    nomes = [str(Dia(dia).label) for dia in dias]
    if len(dias) > 2 and all(b - a == 1 for a, b in pairwise(dias)):  # noqa: PLR2004  dois se dizem com “e”
        return f"{nomes[0]} a {nomes[-1]}"
    *primeiros, ultimo = nomes
    return f"{', '.join(primeiros)} e {ultimo}" if primeiros else ultimo


def horas_ditas(de: time, ate: time) -> str:
    """“das 8h às 14h30”."""
    return f"das {_hora(de)} às {_hora(ate)}"


def _hora(hora: time) -> str:
    return f"{hora.hour}h{hora.minute:02d}" if hora.minute else f"{hora.hour}h"
