"""Quem acompanha junto um pedido público que não é seu."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F
from django.utils import timezone

from contas.models import Usuario
from solicitacoes.models.solicitacoes import Solicitacao


class ApoioQuerySet(models.QuerySet["Apoio"]):
    def com_novidade(self) -> Self:
        """Os apoios a pedidos em que aconteceu alguma coisa depois do que já se contou."""
        return self.filter(caso__versao__gt=F("ate_versao"))


class Apoio(models.Model):
    """Uma pessoa com conta acompanha junto um pedido; recebe só as frases públicas dele.

    `ate_versao` é até que andamento já se lhe contou.
    """

    caso = models.ForeignKey(Solicitacao, models.CASCADE, related_name="apoios", db_index=False)
    usuario = models.ForeignKey(Usuario, models.CASCADE, related_name="apoios")
    em = models.DateTimeField("em", default=timezone.now)
    ate_versao = models.PositiveIntegerField("contado até o andamento")

    objects = ApoioQuerySet.as_manager()

    class Meta:
        verbose_name = "apoio"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "usuario"],
                name="apoio_um_por_pessoa",
                violation_error_message="Você já acompanha este pedido.",
            )
        ]

    def __str__(self) -> str:
        return f"apoio {self.pk}"
