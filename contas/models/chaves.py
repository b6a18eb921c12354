"""A chave de acesso de cada protocolo: em que série está, e as que saíram antes de haver série."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ChaveDeAcesso(models.Model):
    """O que a chave de acesso de um protocolo tem de próprio; quem não tem linha está na série 1.

    `serie` sobe quando a chave é trocada: a anterior morre, e a dos outros protocolos continua. `de_antes`
    são resumos das chaves que saíram antes de haver série (ADR 0036); trocar a chave os apaga.
    """

    protocolo = models.CharField("protocolo", max_length=15)
    serie = models.PositiveSmallIntegerField("série", default=1)
    de_antes = ArrayField(models.CharField(max_length=64), verbose_name="resumos de antes", default=list)
    trocada_em = models.DateTimeField("trocada em", null=True, blank=True)

    class Meta:
        verbose_name = "chave de acesso"
        verbose_name_plural = "chaves de acesso"
        constraints = [
            models.UniqueConstraint(
                fields=["protocolo"],
                name="chave_de_acesso_unica",
                violation_error_message="Este protocolo já tem a sua linha.",
            ),
            models.CheckConstraint(
                condition=models.Q(serie__gte=1),
                name="chave_de_acesso_da_serie",
                violation_error_message="A primeira série é a 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"chave de {self.protocolo}, série {self.serie}"
