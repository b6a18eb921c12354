"""O que os painéis publicam: cada edição, com a sua data, e os números dela, já sem o que não se abre."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models.functions import ExtractMonth, ExtractYear


class EdicaoQuerySet(models.QuerySet["Edicao"]):
    def guardadas(self) -> Self:
        """As que não saem mais: a primeira de cada mês."""
        antes = Edicao.objects.filter(
            dia__lt=models.OuterRef("dia"),
            dia__year=ExtractYear(models.OuterRef("dia")),
            dia__month=ExtractMonth(models.OuterRef("dia")),
        )
        return self.filter(~models.Exists(antes))


class Edicao(models.Model):
    """Os números dos painéis como se publicaram num dia. A primeira de cada mês fica, e cita-se pela data.

    Guarda também os nomes e os prazos do dia: uma edição antiga diz sempre o mesmo.
    """

    dia = models.DateField("publicada em", primary_key=True)
    em = models.DateTimeField("quando")
    ate = models.DateField("contado até", help_text="O último dia contado, um domingo.")
    metodo = models.CharField("versão do método", max_length=10)
    periodos: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField("períodos")
    nomes: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        "nomes", help_text="Chave do lugar, do serviço ou do tema → como se chama."
    )
    prazos: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "prazos do Guia", help_text="Serviço → o prazo por extenso e, se é em dias corridos, quantos."
    )
    acima: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        "o que está em quê", help_text="Distrito → subprefeitura, e serviço → tema."
    )
    reservados: models.JSONField[list[list[Any]], list[list[Any]]] = models.JSONField(
        "serviços sigilosos", help_text="O mês e quantos pedidos na cidade, se são cinco ou mais."
    )

    objects = EdicaoQuerySet.as_manager()

    class Meta:
        verbose_name = "edição dos painéis"
        verbose_name_plural = "edições dos painéis"
        ordering = ["-dia"]

    def __str__(self) -> str:
        return f"Números de {self.dia:%d/%m/%Y}"

    def dentro_de(self, chave: str) -> list[str]:
        """Os distritos da subprefeitura, ou os serviços do tema."""
        return [qual for qual, acima in self.acima.items() if acima == chave]


class NumerosQuerySet(models.QuerySet["Numeros"]):
    def do_recorte(self, periodo: str, lugar: str = "", servico: str = "") -> Self:
        return self.filter(periodo=periodo, lugar=lugar, servico=servico)


class Numeros(models.Model):
    """O que se publica de um lugar e de um serviço num período.

    `lugar` e `servico` vazios são a cidade e todos os serviços. `contas`: medida → as suas partes, `POUCOS`
    se não se abrem, nulo se não se registrou: aqui não há nada que a página não possa dizer.
    """

    edicao = models.ForeignKey(
        Edicao,
        on_delete=models.CASCADE,
        related_name="numeros",
        verbose_name="edição",
        db_index=False,
    )
    periodo = models.CharField("período", max_length=8, help_text="30, 90, 180 ou 360 dias, ou o ano.")
    lugar = models.CharField("lugar", max_length=80, blank=True)
    servico = models.CharField("serviço ou tema", max_length=130, blank=True)
    tipo_de_lugar = models.CharField("tipo de lugar", max_length=14, blank=True)
    tipo_de_servico = models.CharField("tipo de serviço", max_length=8, blank=True)
    contas: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("contas")

    objects = NumerosQuerySet.as_manager()

    class Meta:
        verbose_name = "números publicados"
        verbose_name_plural = "números publicados"
        constraints = [
            models.UniqueConstraint(
                fields=["edicao", "periodo", "lugar", "servico"],
                name="numeros_um_por_recorte",
                violation_error_message="Este recorte já tem números.",
            )
        ]
        indexes = [models.Index(fields=["edicao", "periodo", "servico"], name="numeros_do_servico")]

    def __str__(self) -> str:
        return f"{self.periodo} {self.lugar or 'cidade'} {self.servico}".strip()
