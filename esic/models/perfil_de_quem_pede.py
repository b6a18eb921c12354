"""Quem pede informação, em geral: respostas soltas, que não se ligam a pedido nenhum (LAI, art. 30, III)."""

from __future__ import annotations

from django.db import models

from esic.situacoes import Escolaridade, FaixaEtaria, Genero, Ocupacao


class Perfil(models.Model):
    """O que uma pessoa quis dizer de si depois de pedir. Guarda-se só o mês: não há como saber de quem é."""

    mes = models.DateField("mês", help_text="O primeiro dia dele.")
    genero = models.CharField("gênero", max_length=12, choices=Genero, blank=True)
    faixa_etaria = models.CharField("idade", max_length=8, choices=FaixaEtaria, blank=True)
    escolaridade = models.CharField("escolaridade", max_length=12, choices=Escolaridade, blank=True)
    ocupacao = models.CharField("ocupação", max_length=12, choices=Ocupacao, blank=True)

    class Meta:
        verbose_name = "perfil de quem pede"
        verbose_name_plural = "perfis de quem pede"
        indexes = [models.Index(fields=["mes"], name="perfil_do_mes")]

    def __str__(self) -> str:
        return f"perfil de {self.mes:%m/%Y}"
