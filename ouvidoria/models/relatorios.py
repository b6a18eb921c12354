"""O relatório de gestão do ano (Lei 13.460/2017, arts. 14 e 15)."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords


class Relatorio(models.Model):
    """O que a Ouvidoria escreve do ano; os números saem das manifestações na hora de mostrar."""

    ano = models.PositiveSmallIntegerField("ano", primary_key=True)
    pontos_recorrentes = models.TextField("pontos recorrentes", blank=True)
    providencias = models.TextField("providências adotadas", blank=True)
    publicado_em = models.DateTimeField("publicado em", null=True, blank=True)

    history = HistoricalRecords(history_id_field=models.BigAutoField(), verbose_name="histórico")

    class Meta:
        verbose_name = "relatório anual"
        verbose_name_plural = "relatórios anuais"
        ordering = ["-ano"]
        permissions = [("escrever_relatorio", "Pode escrever o relatório anual da Ouvidoria")]

    def __str__(self) -> str:
        return f"Relatório de {self.ano}"
