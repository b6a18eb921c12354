"""Quando se lembra quem tem de responder ou decidir, como dado que a cidade muda."""

from __future__ import annotations

from django.db import models

from protocolo.rotinas import lembretes


class Lembrete(lembretes.Lembrete):
    """Um dia em que se lembra quem está com o pedido de informação ou com o recurso.

    O recurso à Comissão e a pergunta ao órgão não têm prazo em dias: contam-se da entrada de um e da outra.
    """

    class Quem(models.TextChoices):
        SIC = "sic", "O SIC do órgão (sem ele, a Ouvidoria)"
        ESCLARECE = "esclarece", "O SIC a quem se pergunta, por dias desde a pergunta"
        AUTORIDADE = "autoridade", "A autoridade máxima do órgão, na 1ª instância"
        OUVIDORIA = "ouvidoria", "A Ouvidoria, na 2ª instância e na reclamação"
        CMAI = "cmai", "A Comissão, por dias desde a entrada do recurso"

    quem = models.CharField("quem é lembrado", max_length=10, choices=Quem)

    class Meta(lembretes.Lembrete.Meta):
        abstract = False
        verbose_name = "lembrete do acesso à informação"
        verbose_name_plural = "lembretes do acesso à informação"
