"""O que se sabe do que um vigia achou errado: desde quando, a quem falta dizer, até quando se aceita."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import localdate

RODADAS = 2
"""Seguidas em que algo está errado, até se dizer; e em que está certo, até se dizer que acabou."""


class AlertaQuerySet(models.QuerySet["Alerta"]):
    def abertos(self) -> AlertaQuerySet:
        """O que já se disse que está errado, e ainda está."""
        return self.filter(avisado_em__isnull=False, acabou_em=None)

    def por_cuidar(self, hoje: date) -> AlertaQuerySet:
        """Os abertos que ninguém aceitou."""
        return self.abertos().exclude(visto_ate__gte=hoje)


class Alerta(models.Model):
    """Uma linha por vigia que alguma vez achou algo errado; o que volta a acontecer reabre a sua."""

    codigo = models.CharField("código", max_length=60)
    frase = models.TextField("o que está errado", blank=True)
    rodadas = models.PositiveIntegerField("rodadas seguidas em que está errado", default=0)
    certas = models.PositiveIntegerField("rodadas seguidas em que está certo", default=0)
    desde = models.DateTimeField("errado desde", null=True, blank=True)
    avisado_em = models.DateTimeField("dito em", null=True, blank=True)
    acabou_em = models.DateTimeField("acabou em", null=True, blank=True)
    por_dizer = ArrayField(models.CharField(max_length=64), verbose_name="a quem falta dizer", default=list)
    """Marcas dos endereços (`avisos.alertas.destinos`), e não os endereços."""
    visto_ate = models.DateField("aceito até", null=True, blank=True)
    visto_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="aceito por",
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    visto_porque = models.CharField("por que se aceita", max_length=200, blank=True)

    objects = models.Manager.from_queryset(AlertaQuerySet)()

    class Meta:
        verbose_name = "alerta"
        verbose_name_plural = "alertas"
        ordering = ["codigo"]
        constraints = [models.UniqueConstraint(fields=["codigo"], name="alerta_um_por_vigia")]

    def __str__(self) -> str:
        return self.codigo

    @property
    def visto(self) -> bool:
        """Alguém o aceitou, e o dia ainda não passou."""
        return self.visto_ate is not None and self.visto_ate >= localdate()
