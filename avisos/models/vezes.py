"""De quem é a vez de entregar por um canal, e até quando."""

from __future__ import annotations

from django.db import models


class VezDeEntregar(models.Model):
    """De quem é a vez, por canal e por rotina que se faz a um. Passada a hora, é de quem a tomar."""

    qual = models.CharField("qual", max_length=20, primary_key=True)
    de_quem = models.UUIDField("de quem", null=True)
    vale_ate = models.DateTimeField("vale até")

    class Meta:
        verbose_name = "vez de entregar"
        verbose_name_plural = "vezes de entregar"

    def __str__(self) -> str:
        return self.qual
