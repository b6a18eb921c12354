"""O comunicado do dia: o que quem atende precisa saber agora, escrito pela chefia."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from contas.models import Usuario
from roteamento.models import Unidade

TAMANHO = 280


class ComunicadoQuerySet(models.QuerySet["Comunicado"]):
    """Vocabulário dos comunicados."""

    def valendo(self, em: datetime) -> ComunicadoQuerySet:
        return self.filter(de__lte=em, ate__gt=em)

    def por_acabar(self, em: datetime) -> ComunicadoQuerySet:
        """Os comunicados que valem e os que ainda vão valer."""
        return self.filter(ate__gt=em)

    def para(self, lugares: Collection[int]) -> ComunicadoQuerySet:
        """Os comunicados destas unidades e os de todas."""
        return self.filter(Q(unidade=None) | Q(unidade__in=lugares))


class Comunicado(models.Model):
    """Um recado curto a quem atende numa unidade, ou em todas, de uma hora a outra. Não se apaga."""

    texto = models.CharField("texto", max_length=TAMANHO)
    unidade = models.ForeignKey(
        Unidade,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="para",
        db_index=False,
        help_text="Vazio: a Central e todas as Praças.",
    )
    de = models.DateTimeField("desde")
    ate = models.DateTimeField("até", db_index=True)
    por = models.ForeignKey(
        Usuario, models.PROTECT, related_name="+", verbose_name="escrito por", db_index=False
    )

    objects = models.Manager.from_queryset(ComunicadoQuerySet)()

    class Meta:
        verbose_name = "comunicado"
        ordering = ["de", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ate__gte=F("de")),
                name="comunicado_periodo_em_ordem",
                violation_error_message="O comunicado não pode acabar antes de começar.",
            )
        ]

    def __str__(self) -> str:
        return self.texto
