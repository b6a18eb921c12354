"""Os pedidos de que se mandem a um contato os números dos casos que o guardam, até a rotina os ler."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Recuperacao(models.Model):
    """O CPF e o contato que alguém escreveu, cifrados. Some em segundos, haja casos ou não.

    A página só grava esta linha: o que se procura e se manda é da rotina, e por isso a resposta e o tempo
    dela não dizem nada a quem pergunta.
    """

    cifrado = models.BinaryField("CPF e contato, cifrados")
    em = models.DateTimeField("em", default=timezone.now)

    class Meta:
        verbose_name = "recuperação de protocolo"
        verbose_name_plural = "recuperações de protocolo"

    def __str__(self) -> str:
        return f"recuperação {self.pk}"
