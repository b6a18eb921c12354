"""Quando se lembra quem está com a bola, como dado que a cidade muda."""

from __future__ import annotations

from django.db import models

from protocolo.rotinas import lembretes


class Lembrete(lembretes.Lembrete):
    """Um dia em que se lembra quem tem de responder uma manifestação.

    A apuração não tem prazo: os dias dela contam da última notícia.
    """

    class Quem(models.TextChoices):
        ORGAO = "orgao", "O órgão que recebeu o envio"
        OUVIDORIA = "ouvidoria", "A Ouvidoria (o responsável; sem ele, todos)"
        QUEM_APURA = "quem_apura", "Quem apura, por dias sem notícia"

    quem = models.CharField("quem é lembrado", max_length=10, choices=Quem)

    class Meta(lembretes.Lembrete.Meta):
        abstract = False
        verbose_name = "lembrete da Ouvidoria"
        verbose_name_plural = "lembretes da Ouvidoria"
