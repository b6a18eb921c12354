"""Quem recebe por e-mail, toda semana, o que se pediu e o que acabou num distrito."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.utils import timezone

from guia.models import Servico
from roteamento.models import Distrito


class AssinaturaDoBoletimQuerySet(models.QuerySet["AssinaturaDoBoletim"]):
    def a_contar(self, ate: date) -> Self:
        """As que ainda não receberam o que houve até este dia, as do mesmo lugar e serviço juntas."""
        return self.filter(ate__lt=ate).order_by("distrito", "servico", "pk")


class AssinaturaDoBoletim(models.Model):
    """Um e-mail que se provou recebe o boletim de um distrito, de todos os serviços públicos ou de um.

    `ate` é o último dia que já se contou: o boletim seguinte começa no outro.
    """

    contato = models.EmailField("e-mail")
    distrito = models.ForeignKey(
        Distrito, verbose_name="distrito", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    servico = models.ForeignKey(
        Servico,
        verbose_name="serviço",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        help_text="Vazio: todos os serviços públicos.",
    )
    desde = models.DateTimeField("desde", default=timezone.now)
    ate = models.DateField("contado até")

    objects = AssinaturaDoBoletimQuerySet.as_manager()

    class Meta:
        verbose_name = "assinatura do boletim"
        verbose_name_plural = "assinaturas do boletim"
        constraints = [
            models.UniqueConstraint(
                fields=["contato", "distrito", "servico"],
                name="boletim_um_por_email",
                nulls_distinct=False,
                violation_error_message="Este e-mail já recebe este boletim.",
            )
        ]

    def __str__(self) -> str:
        return f"boletim {self.pk}"
