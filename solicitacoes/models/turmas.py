"""A turma que executa os pedidos de uma unidade: própria ou contratada. Não entra no portal."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from referencia.tabelas import Referencia
from roteamento.models import Unidade


class TurmaQuerySet(models.QuerySet["Turma"]):
    """Vocabulário das turmas."""

    def em_uso(self) -> Self:
        """As que se oferecem: a arquivada só diz o que já fez."""
        return self.filter(arquivada_em=None)


class Turma(Referencia):
    """Quem vai à rua pela unidade, com o nome que a chefia lhe dá; o munícipe nunca a vê."""

    class DeQuem(models.TextChoices):
        PROPRIA = "propria", "Própria"
        CONTRATADA = "contratada", "Contratada"

    unidade = models.ForeignKey(
        Unidade, models.PROTECT, related_name="turmas", verbose_name="unidade", db_index=False
    )
    nome = models.CharField("nome", max_length=60)
    de_quem = models.CharField("de quem é", max_length=10, choices=DeQuem, default=DeQuem.PROPRIA)
    empresa = models.CharField("empresa", max_length=120, blank=True)
    contrato = models.CharField("número do contrato", max_length=60, blank=True)
    arquivada_em = models.DateTimeField("arquivada em", null=True, blank=True)

    objects = TurmaQuerySet.as_manager()

    class Meta:
        verbose_name = "turma"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                F("unidade"),
                Lower("nome"),
                name="turma_de_nome_unico",
                violation_error_code="nome_repetido",
                violation_error_message="A unidade já tem uma turma com este nome, em uso ou arquivada.",
            ),
            models.CheckConstraint(
                condition=Q(de_quem="contratada") | Q(empresa="", contrato=""),
                name="turma_propria_sem_empresa",
                violation_error_code="propria_com_empresa",
                violation_error_message="A turma própria não tem empresa nem contrato: apague-os, ou "
                "diga que é contratada.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def por_extenso(self) -> str:
        """O nome e de quem é: "Tapa-buraco 2 (contratada, Asfalto Ltda., contrato 12/2026)"."""
        contrato = f"contrato {self.contrato}" if self.contrato else ""
        ditos = [self.get_de_quem_display().lower(), self.empresa, contrato]
        return f"{self.nome} ({', '.join(dito for dito in ditos if dito)})"
