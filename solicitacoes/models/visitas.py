"""Cada linha da lista do dia: o pedido a que alguém vai, e o que deu."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes.models.solicitacoes import Solicitacao


class Visita(models.Model):
    """Um pedido na lista do dia de alguém. No mesmo dia, um pedido está numa lista só."""

    caso = models.ForeignKey(
        Solicitacao, models.PROTECT, related_name="visitas", verbose_name="pedido", db_index=False
    )
    unidade = models.ForeignKey(
        Unidade, models.PROTECT, related_name="+", verbose_name="caixa", db_index=False
    )
    quem = models.ForeignKey(
        Usuario, models.CASCADE, related_name="visitas", verbose_name="quem vai", db_index=False
    )
    dia = models.DateField("dia")
    posta_em = models.DateTimeField("posta em", default=timezone.now)
    sem_fazer_em = models.DateTimeField("voltou sem fazer em", null=True, blank=True)
    motivo = models.CharField("por que não deu", max_length=120, blank=True)

    class Meta:
        verbose_name = "visita"
        indexes = [models.Index(fields=["quem", "dia"], name="visita_do_dia")]
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "dia"],
                name="visita_uma_por_dia",
                violation_error_message="Este pedido já está na lista de alguém neste dia.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.caso_id} em {self.dia:%d/%m/%Y}"
