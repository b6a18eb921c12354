"""Quem é chamado quando o prazo aperta, dado da cidade, e os chamados que já se fizeram."""

from __future__ import annotations

from django.db import models

from protocolo.rotinas.lembretes import quando
from referencia.tabelas import Referencia
from solicitacoes.models.solicitacoes import Solicitacao


class Escalonamento(Referencia):
    """Quem é chamado quando o prazo de um pedido aperta ou passa, como dado que a cidade muda.

    `dias` conta do vencimento: negativo é antes dele, zero é no dia, positivo é depois.
    """

    class Quem(models.TextChoices):
        RESPONSAVEL = "responsavel", "O responsável (sem ele, a chefia)"
        CHEFIA = "chefia", "A chefia da unidade"
        SUPERIOR = "superior", "A chefia da unidade superior"

    dias = models.SmallIntegerField("dias depois do vencimento", help_text="Negativo: antes dele.")
    quem = models.CharField("quem é chamado", max_length=11, choices=Quem)
    ativo = models.BooleanField("em uso", default=True)

    class Meta:
        verbose_name = "escalonamento"
        verbose_name_plural = "escalonamentos"
        ordering = ["dias"]
        constraints = [
            models.UniqueConstraint(
                fields=["dias", "quem"],
                name="escalonamento_unico",
                violation_error_message="Este escalonamento já existe.",
            )
        ]

    def __str__(self) -> str:
        return f"{quando(self.dias)}: {self.get_quem_display().lower()}"


class Chamado(models.Model):
    """Um escalonamento que já aconteceu com um pedido: não se repete para o mesmo vencimento."""

    caso = models.ForeignKey(Solicitacao, models.CASCADE, related_name="chamados", db_index=False)
    escalonamento = models.ForeignKey(Escalonamento, models.CASCADE, related_name="+", db_index=False)
    vence_em = models.DateTimeField("vencimento de então")
    em = models.DateTimeField("quando")

    class Meta:
        verbose_name = "chamado"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "escalonamento", "vence_em"],
                name="chamado_uma_vez",
                violation_error_message="Este chamado já foi feito.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.caso_id}: {self.escalonamento_id}"
