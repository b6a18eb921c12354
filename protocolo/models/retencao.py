"""Por quanto tempo se guarda um caso, o que um juiz mandou guardar, e o que cada rodada apagou."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from contas.models import Interessado, Usuario
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


class OrdemDeGuardaQuerySet(models.QuerySet["OrdemDeGuarda"]):
    def em_vigor(self) -> Self:
        return self.filter(levantada_em=None)


class OrdemDeGuarda(models.Model):
    """Um caso que um juiz, ou quem apura, mandou guardar inteiro: nenhuma rotina nem pedido o apaga."""

    protocolo = models.CharField("protocolo", max_length=15)
    interessado = models.ForeignKey(
        Interessado, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="interessado"
    )
    motivo = models.TextField("motivo")
    em = models.DateTimeField("desde", default=timezone.now)
    por = models.ForeignKey(Usuario, on_delete=models.PROTECT, related_name="+", verbose_name="por")
    levantada_em = models.DateTimeField("levantada em", null=True)
    levantada_por = models.ForeignKey(
        Usuario, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="levantada por"
    )

    objects = OrdemDeGuardaQuerySet.as_manager()

    class Meta:
        verbose_name = "ordem de guarda"
        verbose_name_plural = "ordens de guarda"
        ordering = ["-em", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocolo"],
                condition=models.Q(levantada_em=None),
                name="ordem_de_guarda_unica",
                violation_error_message="Este caso já está guardado por uma ordem.",
            )
        ]

    def __str__(self) -> str:
        return self.protocolo
