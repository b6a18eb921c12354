"""Quem acompanha junto um pedido público que não é seu."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from contas.models import Usuario
from solicitacoes.models.solicitacoes import Solicitacao


class ApoioQuerySet(models.QuerySet["Apoio"]):
    def com_novidade(self) -> Self:
        """Os apoios a pedidos em que aconteceu alguma coisa depois do que já se contou."""
        return self.filter(caso__versao__gt=F("ate_versao"))


class Apoio(models.Model):
    """Alguém acompanha junto um pedido; recebe só as frases públicas dele.

    É de uma conta ou, de quem não a tem, de um e-mail ou celular que se provou, que some quando o pedido
    acaba. `ate_versao` é até que andamento já se lhe contou.
    """

    caso = models.ForeignKey(Solicitacao, models.CASCADE, related_name="apoios", db_index=False)
    usuario = models.ForeignKey(Usuario, models.CASCADE, related_name="apoios", null=True)
    contato = models.CharField("e-mail ou celular", max_length=254, blank=True, default="", db_default="")
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
            ),
            models.UniqueConstraint(
                fields=["contato", "caso"],
                condition=~Q(contato=""),
                name="apoio_um_por_contato",
                violation_error_message="Este contato já acompanha este pedido.",
            ),
            models.CheckConstraint(
                condition=Q(usuario=None) ^ Q(contato=""),
                name="apoio_de_alguem",
                violation_error_message="Acompanha uma conta ou um contato, e só um dos dois.",
            ),
        ]

    def __str__(self) -> str:
        return f"apoio {self.pk}"
