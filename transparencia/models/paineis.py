"""O que os painéis publicam: os números já sem o que não se abre, os retratos de cada mês e quem os segue."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone

from guia.models import Servico
from roteamento.models import Distrito


class ContagemDosPaineis(models.Model):
    """A última vez que se contou: uma linha só. `ate` é o último dia contado, um domingo."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ate = models.DateField("contado até")
    em = models.DateTimeField("contado em")
    metodo = models.CharField("versão do método", max_length=10)
    periodos: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(
        "períodos", default=list, help_text="A chave, o nome, o primeiro dia, o último e o passo de cada um."
    )
    padrao = models.CharField("período que se mostra primeiro", max_length=8)
    sigilosos: models.JSONField[list[list[Any]], list[list[Any]]] = models.JSONField(
        "serviços sigilosos e denúncias",
        default=list,
        help_text="Cada mês, e quantos na cidade: nulo se menos de cinco.",
    )

    class Meta:
        verbose_name = "contagem dos painéis"
        verbose_name_plural = "contagens dos painéis"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="contagem_dos_paineis_unica",
                violation_error_message="Há uma contagem só.",
            )
        ]

    def __str__(self) -> str:
        return f"até {self.ate:%d/%m/%Y}"


class NumerosQuerySet(models.QuerySet["Numeros"]):
    """Vocabulário dos números publicados."""

    def do_periodo(self, periodo: str) -> Self:
        return self.filter(periodo=periodo)

    def da_cidade_inteira(self) -> Self:
        return self.filter(lugar="")


class Numeros(models.Model):
    """O que se publica de um lugar e de um serviço num período: refaz-se inteiro toda semana.

    `lugar` e `servico` vazios são a cidade e todos os serviços. `contas`: cada medida → as suas partes,
    "poucos" se não se abre, nulo se não se registrou. Nada aqui diz mais do que a página.
    """

    periodo = models.CharField("período", max_length=8)
    lugar = models.CharField("lugar", max_length=80, blank=True)
    servico = models.CharField("serviço", max_length=130, blank=True)
    tipo = models.CharField("o que é a linha", max_length=24)
    nome_do_lugar = models.CharField("nome do lugar", max_length=250)
    nome_do_servico = models.CharField("nome do serviço", max_length=250, blank=True)
    contas: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("contas", default=dict)

    objects = NumerosQuerySet.as_manager()

    class Meta:
        verbose_name = "números publicados"
        verbose_name_plural = "números publicados"
        constraints = [
            models.UniqueConstraint(
                fields=["periodo", "lugar", "servico"],
                name="numeros_um_por_recorte",
                violation_error_message="Este recorte já tem números.",
            )
        ]
        indexes = [models.Index(fields=["periodo", "servico", "tipo"], name="numeros_do_servico")]

    def __str__(self) -> str:
        return f"{self.periodo} {self.lugar or 'cidade'} {self.servico}".strip()

    @property
    def nome(self) -> str:
        """De que é a linha: do serviço, se é de um, ou do lugar."""
        return self.nome_do_servico or self.nome_do_lugar


class Retrato(models.Model):
    """Os números como estavam no fim de um mês: não mudam mais, e citam-se pelo endereço."""

    mes = models.CharField("mês", max_length=7, primary_key=True, help_text="Como 2026-11.")
    ate = models.DateField("contado até")
    feito_em = models.DateTimeField("feito em", default=timezone.now)
    metodo = models.CharField("versão do método", max_length=10)
    sha256 = models.CharField("SHA-256 do JSON", max_length=64)
    linhas = models.PositiveIntegerField("linhas")
    comprimido = models.BinaryField("JSON comprimido")

    class Meta:
        verbose_name = "retrato do mês"
        verbose_name_plural = "retratos do mês"
        ordering = ["-mes"]

    def __str__(self) -> str:
        return self.mes

    def get_absolute_url(self) -> str:
        return reverse("paineis:retrato", args=[self.mes])


class SeguidorDoBairro(models.Model):
    """Um e-mail provado que recebe, toda semana, os números de um distrito, ou de um serviço nele."""

    contato = models.EmailField("e-mail", max_length=254)
    distrito = models.ForeignKey(Distrito, models.CASCADE, related_name="+", verbose_name="distrito")
    servico = models.ForeignKey(
        Servico, models.CASCADE, related_name="+", verbose_name="serviço", null=True, db_index=False
    )
    em = models.DateTimeField("desde", default=timezone.now)
    dito_ate = models.DateField("contado até", null=True, db_index=True)

    class Meta:
        verbose_name = "quem segue um bairro"
        verbose_name_plural = "quem segue um bairro"
        constraints = [
            models.UniqueConstraint(
                fields=["contato", "distrito", "servico"],
                nulls_distinct=False,
                name="segue_o_bairro_uma_vez",
                violation_error_message="Este e-mail já recebe os números deste bairro.",
            )
        ]

    def __str__(self) -> str:
        return f"quem segue {self.pk}"
