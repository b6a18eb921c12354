"""Por quanto tempo se guarda um caso encerrado, como dado; e o que cada rodada da rotina apagou."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from referencia.tabelas import Referencia


class Retencao(Referencia):
    """O tempo de guarda de um processo, ou de uma situação dele; sem linha, guarda-se sempre.

    Conta do encerramento. Passado ele, o caso perde o que diz de uma pessoa, e o resto fica para as contas.
    O do atendimento conta do dia em que começou: passado ele, apaga-se tudo, e ficam as somas de cada dia.
    """

    class Processo(models.TextChoices):
        SOLICITACAO = "solicitacao", "Pedido de serviço"
        MANIFESTACAO = "manifestacao", "Manifestação à Ouvidoria"
        DENUNCIA = "denuncia", "Denúncia"
        PEDIDO = "pedido", "Pedido de informação"
        ATENDIMENTO = "atendimento", "Atendimento na Central ou numa Praça"

    processo = models.CharField("processo", max_length=12, choices=Processo)
    situacao = models.CharField(
        "situação", max_length=20, blank=True, help_text="Vazia: todas as que não têm linha sua."
    )
    anos = models.PositiveSmallIntegerField(
        "anos de guarda",
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Contados do dia em que o caso se encerrou.",
    )
    base_legal = models.CharField("base legal", max_length=200)
    a_confirmar = models.BooleanField(
        "por confirmar", default=True, help_text="A tabela de temporalidade da cidade ainda não foi lida."
    )

    class Meta:
        verbose_name = "tempo de guarda"
        verbose_name_plural = "tempos de guarda"
        constraints = [
            models.UniqueConstraint(
                fields=["processo", "situacao"],
                name="retencao_unica",
                violation_error_message="Este processo, nesta situação, já tem o seu tempo de guarda.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_processo_display()}, {self.situacao or 'qualquer situação'}"


class RodadaDeRetencao(models.Model):
    """O que uma rodada da rotina fez: quantos casos de cada processo, e os que não deram."""

    em = models.DateTimeField("em", default=timezone.now)
    acabou_em = models.DateTimeField("acabou em", null=True)
    apagados: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField("apagados", default=dict)
    erros: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "erros", default=list
    )

    class Meta:
        verbose_name = "rodada da guarda"
        verbose_name_plural = "rodadas da guarda"
        ordering = ["-em", "-pk"]

    def __str__(self) -> str:
        return f"{self.em:%d/%m/%Y %H:%M}"
