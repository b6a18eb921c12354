"""O arquivo caro de refazer, à espera de quem o refaça fora do pedido da página."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

FILAS = 1024
"""Poucas de propósito: o número da fila junta muita gente, e não diz de que rede um arquivo veio."""


class Quarentena(models.Model):
    """Um arquivo como chegou, que ninguém abre. O que se refaz dele é gravado em `arquivo` e `miniatura`.

    O rascunho e o anexo apontam para cá enquanto o arquivo não está pronto; o que se recusou fica, com a
    razão. `fila` só existe enquanto espera: é sorteada da pessoa ou da rede de quem mandou, para que um não
    tome a vez de todos.
    """

    class Situacao(models.TextChoices):
        A_CONFERIR = "a_conferir", "A conferir"
        PRONTO = "pronto", "Pronto"
        RECUSADO = "recusado", "Recusado"

    original = models.FileField("original", max_length=200, blank=True)
    arquivo = models.CharField("onde fica o refeito", max_length=200)
    miniatura = models.CharField("onde fica a miniatura", max_length=200, blank=True)
    situacao = models.CharField("situação", max_length=12, choices=Situacao, default=Situacao.A_CONFERIR)
    porque = models.CharField("por que se recusou", max_length=300, blank=True)
    fila = models.PositiveSmallIntegerField("fila", null=True, blank=True)
    chegou_em = models.DateTimeField("chegou em", default=timezone.now)
    tomada_em = models.DateTimeField("tomada em", null=True, blank=True)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)
    contada_em = models.DateTimeField(
        "recusa contada em", null=True, blank=True, help_text="Quando a pessoa foi avisada da recusa."
    )

    class Meta:
        verbose_name = "arquivo em quarentena"
        verbose_name_plural = "arquivos em quarentena"
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao="recusado", porque__gt="") | (~Q(situacao="recusado") & Q(porque="")),
                name="quarentena_recusa_com_razao",
                violation_error_message="Só a recusa tem razão, e não há recusa sem razão.",
            ),
            models.CheckConstraint(
                condition=Q(situacao="a_conferir", fila__isnull=False)
                | (~Q(situacao="a_conferir") & Q(fila__isnull=True, original="")),
                name="quarentena_so_guarda_o_que_espera",
                violation_error_message="O que já se decidiu não guarda o original nem a fila.",
            ),
        ]
        indexes = [
            models.Index(fields=["fila", "id"], condition=Q(situacao="a_conferir"), name="quarentena_espera"),
            models.Index(
                fields=["id"],
                condition=Q(situacao="recusado", contada_em=None),
                name="quarentena_por_contar",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arquivo}: {self.get_situacao_display()}"
