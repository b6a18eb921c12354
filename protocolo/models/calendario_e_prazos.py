"""O calendário da cidade e os prazos de lei, como dados."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from contas.referencia import Referencia, VigenciaQuerySet
from protocolo.prazos.contagem import Contagem


class DiaNaoUtil(Referencia):
    """Dia em que a cidade não trabalha, além dos feriados do calendário. Nunca se apaga: revoga-se."""

    class Tipo(models.TextChoices):
        FERIADO = "feriado", "Feriado"
        FACULTATIVO = "facultativo", "Ponto facultativo"
        SUSPENSO = "suspenso", "Expediente suspenso"

    data = models.DateField("data")
    nome = models.CharField("nome", max_length=80)
    tipo = models.CharField("tipo", max_length=11, choices=Tipo)
    meio_expediente = models.BooleanField("meio expediente", default=False, help_text="Conta como dia útil.")
    ato = models.CharField("ato que o criou", max_length=120)
    registrado_em = models.DateTimeField("registrado em", default=timezone.now, editable=False)
    revogado_em = models.DateTimeField("revogado em", null=True, blank=True)

    class Meta:
        verbose_name = "dia não útil"
        verbose_name_plural = "dias não úteis"
        ordering = ["data"]
        constraints = [
            models.UniqueConstraint(
                fields=["data"],
                condition=models.Q(revogado_em=None),
                name="dia_nao_util_unico",
                violation_error_message="Este dia já está no calendário.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.data:%d/%m/%Y} – {self.nome}"


class PrazoLegalQuerySet(VigenciaQuerySet["PrazoLegal"]):
    de, ate = "vigente_de", "vigente_ate"


class PrazoLegal(Referencia):
    """Um prazo de lei ou decreto, como dado: muda aqui, não no código."""

    chave = models.SlugField("chave", max_length=40, db_index=False)
    quantidade = models.PositiveIntegerField(
        "quantidade", null=True, blank=True, help_text="Vazio: sem prazo em dias."
    )
    contagem = models.CharField("contagem", max_length=9, choices=Contagem, default=Contagem.CORRIDOS)
    base_legal = models.CharField("base legal", max_length=200)
    vigente_de = models.DateField("vale de")
    vigente_ate = models.DateField("vale até", null=True, blank=True)

    objects = PrazoLegalQuerySet.as_manager()

    class Meta:
        verbose_name = "prazo legal"
        verbose_name_plural = "prazos legais"
        constraints = [
            models.UniqueConstraint(
                fields=["chave", "vigente_de"],
                name="prazo_legal_unico",
                violation_error_message="Já existe este prazo com a mesma data de início.",
            )
        ]

    def __str__(self) -> str:
        return self.chave
