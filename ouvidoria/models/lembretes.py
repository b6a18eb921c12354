"""Quando se lembra quem está com a bola, como dado que a cidade muda."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from contas.referencia import Referencia


class Lembrete(Referencia):
    """Um dia em que se lembra quem tem de responder.

    `dias` conta do vencimento: negativo é antes dele, zero é no dia, positivo é depois. A apuração não tem
    prazo: os dias dela contam da última notícia. Com `repete_a_cada`, lembra-se de novo até se responder.
    """

    class Quem(models.TextChoices):
        ORGAO = "orgao", "O órgão que recebeu o envio"
        OUVIDORIA = "ouvidoria", "A Ouvidoria (o responsável; sem ele, todos)"
        QUEM_APURA = "quem_apura", "Quem apura, por dias sem notícia"

    quem = models.CharField("quem é lembrado", max_length=10, choices=Quem)
    dias = models.SmallIntegerField("dias depois do vencimento", help_text="Negativo: antes dele.")
    repete_a_cada = models.PositiveSmallIntegerField(
        "repete a cada quantos dias", default=0, help_text="Zero: não se repete."
    )
    ativo = models.BooleanField("em uso", default=True)

    class Meta:
        verbose_name = "lembrete da Ouvidoria"
        verbose_name_plural = "lembretes da Ouvidoria"
        ordering = ["quem", "dias"]
        constraints = [
            models.UniqueConstraint(
                fields=["quem", "dias"],
                name="lembrete_unico",
                violation_error_message="Este lembrete já existe.",
            ),
            models.CheckConstraint(
                condition=Q(repete_a_cada=0) | Q(dias__gt=0),
                name="lembrete_so_se_repete_depois",
                violation_error_message="Só se repete o lembrete de depois do prazo.",
            ),
        ]

    def __str__(self) -> str:
        quantos = f"{abs(self.dias)} dia" if abs(self.dias) == 1 else f"{abs(self.dias)} dias"
        quando = f"{quantos} {'antes' if self.dias < 0 else 'depois'}" if self.dias else "no vencimento"
        return f"{quando}: {self.get_quem_display().lower()}"

    def ultima_vez(self, passados: int) -> int | None:
        """O último dia (contado como `dias`) em que ele valeu, até hoje; None se ainda não chegou."""
        if passados < self.dias:
            return None
        if not self.repete_a_cada:
            return self.dias
        return passados - (passados - self.dias) % self.repete_a_cada
