"""Quem pede informação, em geral: respostas soltas, que não se ligam a pedido nenhum (LAI, art. 30, III)."""

from __future__ import annotations

from django.db import models
from django.db.models import TextChoices


class Genero(TextChoices):
    FEMININO = "feminino", "Feminino"
    MASCULINO = "masculino", "Masculino"
    OUTRO = "outro", "Outro"


class FaixaEtaria(TextChoices):
    ATE_17 = "ate_17", "Até 17 anos"
    DE_18_A_29 = "18_29", "De 18 a 29 anos"
    DE_30_A_44 = "30_44", "De 30 a 44 anos"
    DE_45_A_59 = "45_59", "De 45 a 59 anos"
    MAIS_DE_60 = "60_mais", "60 anos ou mais"


class Escolaridade(TextChoices):
    FUNDAMENTAL = "fundamental", "Até o ensino fundamental"
    MEDIO = "medio", "Ensino médio"
    SUPERIOR = "superior", "Ensino superior"
    POS = "pos", "Pós-graduação"


class Ocupacao(TextChoices):
    ESTUDANTE = "estudante", "Estudante"
    PESQUISA = "pesquisa", "Pesquisa ou ensino"
    IMPRENSA = "imprensa", "Imprensa"
    SERVIDOR = "servidor", "Serviço público"
    EMPRESA = "empresa", "Empresa ou trabalho por conta própria"
    ENTIDADE = "entidade", "Entidade sem fins lucrativos"
    OUTRA = "outra", "Outra"


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
