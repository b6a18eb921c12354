"""A conta, refeita toda noite, dos pedidos de cada serviço que saíram da primeira unidade."""

from __future__ import annotations

from django.db import models

from guia.models import Servico


class SaidaDaPrimeiraUnidade(models.Model):
    """De quantos pedidos de um serviço a primeira unidade não era a certa; refeita toda noite.

    `pedidos` são os abertos entre `de` e `ate` (dias incluídos); `sairam`, os que foram
    transferidos ao menos uma vez. Parte alta é regra errada, a consertar como regra.
    """

    servico = models.OneToOneField(Servico, models.CASCADE, primary_key=True, related_name="+")
    de = models.DateField("desde")
    ate = models.DateField("até")
    pedidos = models.PositiveIntegerField("pedidos")
    sairam = models.PositiveIntegerField("saíram da primeira unidade")

    class Meta:
        verbose_name = "saída da primeira unidade"
        verbose_name_plural = "saídas da primeira unidade"

    def __str__(self) -> str:
        return f"{self.servico}: {self.sairam} de {self.pedidos}"
