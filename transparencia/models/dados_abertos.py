"""Um arquivo publicado de dados abertos: cada versão de um leiaute num mês ou num ano."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format


class ArquivoPublicadoQuerySet(models.QuerySet["ArquivoPublicado"]):
    def mais_novos(self) -> Self:
        """De cada leiaute e período, a última versão, se tem linhas; do período mais novo ao mais antigo."""
        ultimos = self.order_by("leiaute", "periodo", "-pk").distinct("leiaute", "periodo")
        return self.filter(pk__in=ultimos.values("pk")).com_linhas().order_by("-periodo", "leiaute")

    def com_linhas(self) -> Self:
        """As que têm mais do que o cabeçalho."""
        return self.filter(linhas__gt=0)


class ArquivoPublicado(models.Model):
    """Uma versão de um arquivo. Quem citou uma que já se refez ainda a acha pela soma de conferência."""

    class Leiaute(models.TextChoices):
        """O nome, em minúsculas, vai no nome do arquivo."""

        PEDIDOS = "pedidos", "Pedidos, com prazo, desfecho e caminho"
        CIDADE = "cidade", "Pedidos, nas 17 colunas de sempre"
        RESERVADOS = "reservados", "Quantos pedidos de serviços reservados"

    leiaute = models.CharField("leiaute", max_length=10, choices=Leiaute)
    periodo = models.CharField("período", max_length=7, help_text="O ano, como 2026, ou o mês, como 2026-07.")
    feito_em = models.DateTimeField("feito em")
    linhas = models.PositiveIntegerField("linhas", help_text="Sem o cabeçalho.")
    tamanho = models.PositiveBigIntegerField("tamanho", help_text="Em bytes.")
    sha256 = models.CharField("soma de conferência", max_length=64)
    arquivo = models.FileField("arquivo", upload_to="dados_abertos/")

    objects = ArquivoPublicadoQuerySet.as_manager()

    class Meta:
        verbose_name = "arquivo de dados abertos"
        verbose_name_plural = "arquivos de dados abertos"
        constraints = [
            models.CheckConstraint(
                condition=Q(periodo__regex=r"^\d{4}(-\d{2})?$"),
                name="arquivo_de_um_mes_ou_ano",
                violation_error_message="Escreva o período como 2026 ou 2026-07.",
            )
        ]
        indexes = [models.Index(fields=["leiaute", "periodo", "-id"], name="arquivo_mais_novo")]

    def __str__(self) -> str:
        return self.nome

    def get_absolute_url(self) -> str:
        """Onde se baixa esta versão, e nunca outra."""
        return reverse("dados_abertos:arquivo", args=[self.leiaute, self.periodo, self.sha256])

    @property
    def quando(self) -> str:
        """O período por extenso: "março de 2017", ou o ano."""
        ano, _, mes = self.periodo.partition("-")
        return date_format(date(int(ano), int(mes), 1), r"F \d\e Y") if mes else ano

    @property
    def nome(self) -> str:
        """Como se baixa."""
        return f"sp156-{self.leiaute}-{self.periodo}.csv"
