"""A planilha grande que alguém mandou à administração: lê-se e grava-se fora da página."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from contas.models.pessoas import Usuario


class PlanilhaMandada(models.Model):
    """O que se vai fazer de uma planilha, prever ou gravar, e o que deu; só quem a mandou a vê."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    usuario = models.ForeignKey(Usuario, on_delete=models.CASCADE, related_name="+")
    tela = models.CharField("a que modelo se destina", max_length=100)
    arquivo = models.CharField("onde está guardada", max_length=100)
    nome = models.CharField("nome do arquivo", max_length=255)
    formato = models.CharField("formato", max_length=1)
    grava = models.BooleanField("já se confirmou", default=False)
    linhas = models.PositiveIntegerField("linhas")
    mandada_em = models.DateTimeField("mandada em", default=timezone.now, db_index=True)
    tomada_em = models.DateTimeField("começada em", null=True, blank=True)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)
    pronta_em = models.DateTimeField("pronta em", null=True, blank=True)
    resultado = models.JSONField("o que deu", default=dict, blank=True)

    class Meta:
        verbose_name = "planilha mandada"
        verbose_name_plural = "planilhas mandadas"
        constraints = [
            models.UniqueConstraint(
                fields=["arquivo", "grava"],
                name="planilha_uma_vez_cada",
                violation_error_message="Esta planilha já está na fila.",
            ),
            models.UniqueConstraint(
                fields=["usuario"],
                condition=models.Q(pronta_em=None),
                name="planilha_uma_por_pessoa",
                violation_error_message="Outra planilha desta pessoa ainda está na fila.",
            ),
        ]

    def __str__(self) -> str:
        return f"planilha de {self.mandada_em:%d/%m/%Y %H:%M}"
