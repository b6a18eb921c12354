"""A avaliação anual: o que se conta de cada serviço e órgão, o que cada órgão fez, e a quem se perguntou."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from contas.models import Usuario
from guia.models import Orgao, Servico
from solicitacoes.models import Solicitacao


class Avaliacao(models.Model):
    """Um ano da avaliação dos serviços (Lei 13.460/2017, art. 23). Publicada, os números não mudam mais."""

    ano = models.PositiveSmallIntegerField("ano", primary_key=True)
    contada_em = models.DateTimeField("contada em")
    publicada_em = models.DateTimeField("publicada em", null=True, blank=True)
    publicada_por = models.ForeignKey(
        Usuario,
        verbose_name="publicada por",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="Vazio se foi a rotina, no dia em que a lei a espera.",
    )

    class Meta:
        verbose_name = "avaliação anual"
        verbose_name_plural = "avaliações anuais"
        ordering = ["-ano"]

    def __str__(self) -> str:
        return f"Avaliação dos serviços de {self.ano}"

    def get_absolute_url(self) -> str:
        """O endereço que se cita: o da publicada diz sempre o mesmo."""
        return reverse("avaliacao:ano", args=[self.ano])


class LinhaQuerySet(models.QuerySet["LinhaDaAvaliacao"]):
    def da_cidade(self) -> Self:
        return self.filter(orgao=None)

    def dos_orgaos(self) -> Self:
        return self.filter(orgao__isnull=False, servico=None)

    def dos_servicos(self) -> Self:
        return self.filter(servico__isnull=False)


class LinhaDaAvaliacao(models.Model):
    """Um serviço, um órgão (sem serviço) ou a cidade (sem órgão) num ano, só com o que se pode publicar.

    `contas` é aspecto → as partes que se contaram, `POUCOS` ou nulo, se não se registrou
    (`transparencia/avaliacao/aspectos.py`): o que não se abre nem aqui se guarda. O nome é o da época.
    """

    avaliacao = models.ForeignKey(
        Avaliacao, on_delete=models.CASCADE, related_name="linhas", verbose_name="avaliação", db_index=False
    )
    orgao = models.ForeignKey(
        Orgao, verbose_name="órgão", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    servico = models.ForeignKey(
        Servico, verbose_name="serviço", null=True, on_delete=models.PROTECT, related_name="+"
    )
    nome = models.CharField("nome", max_length=200)
    sigla = models.CharField("sigla do órgão", max_length=20, blank=True)
    contas: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("contas", default=dict)

    objects = LinhaQuerySet.as_manager()

    class Meta:
        verbose_name = "linha da avaliação"
        verbose_name_plural = "linhas da avaliação"
        constraints = [
            models.UniqueConstraint(
                fields=["avaliacao", "orgao", "servico"],
                name="avaliacao_linha_unica",
                nulls_distinct=False,
                violation_error_message="Este serviço já está na avaliação deste ano.",
            )
        ]

    def __str__(self) -> str:
        return self.nome


class MedidasAdotadas(models.Model):
    """O que um órgão fez no ano para melhorar os seus serviços (Lei 13.460/2017, art. 23, V)."""

    orgao = models.ForeignKey(Orgao, verbose_name="órgão", on_delete=models.PROTECT, related_name="+")
    ano = models.PositiveSmallIntegerField("ano")
    texto = models.TextField("medidas adotadas", blank=True)

    history = HistoricalRecords(history_id_field=models.BigAutoField(), verbose_name="histórico")

    class Meta:
        verbose_name = "medidas adotadas"
        verbose_name_plural = "medidas adotadas"
        constraints = [
            models.UniqueConstraint(
                fields=["ano", "orgao"],
                name="medidas_uma_por_ano",
                violation_error_message="As medidas deste órgão neste ano já existem.",
            )
        ]

    def __str__(self) -> str:
        return f"Medidas de {self.orgao.sigla} em {self.ano}"


class Convite(models.Model):
    """A quem se perguntou, por amostra, se o pedido foi resolvido: uma vez por pessoa e trimestre.

    De quem é só se guarda um resumo com chave, que não volta a ser o contato.
    """

    caso = models.OneToOneField(
        Solicitacao, on_delete=models.PROTECT, primary_key=True, related_name="convite_da_avaliacao"
    )
    trimestre = models.CharField("trimestre", max_length=6, help_text="O ano e o trimestre, como 2026-4.")
    pessoa = models.CharField("de quem é, em resumo", max_length=64)
    em = models.DateTimeField("convidada em")

    class Meta:
        verbose_name = "convite da avaliação"
        verbose_name_plural = "convites da avaliação"
        constraints = [
            models.UniqueConstraint(
                fields=["trimestre", "pessoa"],
                name="convite_um_por_trimestre",
                violation_error_message="A esta pessoa já se perguntou neste trimestre.",
            )
        ]

    def __str__(self) -> str:
        return self.trimestre


class RecusaDeConvite(models.Model):
    """Quem disse que não quer ser perguntado; some quando volta a querer."""

    pessoa = models.CharField("de quem é, em resumo", max_length=64, primary_key=True)
    em = models.DateTimeField("desde")

    class Meta:
        verbose_name = "recusa de convites"
        verbose_name_plural = "recusas de convites"

    def __str__(self) -> str:
        return f"desde {self.em:%d/%m/%Y}"
