"""Quem responde por um órgão perante quem é de fora dele."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from contas.models import Usuario
from contas.papeis import Papel
from referencia.tabelas import Referencia, VigenciaQuerySet
from roteamento.models.campos import periodo

PAPEIS_DE_DESIGNACAO = [
    Papel.OUVIDORIA,
    Papel.CORREGEDORIA,
    Papel.INTERLOCUTOR,
    Papel.SIC,
    Papel.AUTORIDADE,
    Papel.CMAI,
]
"""Os papéis que vêm de um ato de designação, e não do lugar em que se trabalha."""


class DesignacaoQuerySet(VigenciaQuerySet["Designacao"]):
    """Vocabulário das designações."""

    def no_papel(self, papeis: Iterable[Papel]) -> DesignacaoQuerySet:
        return self.filter(papel__in=[papel.value for papel in papeis])

    def de_usuario(self, usuario: Usuario) -> DesignacaoQuerySet:
        """As designações da pessoa; nenhuma, se os seus papéis não valem nesta sessão."""
        return self.filter(usuario=usuario) if usuario.papeis_valem else self.none()


class Designacao(Referencia):
    """Quem fala por um órgão na Ouvidoria e no acesso à informação, por que ato e quando.

    A `Lotacao` diz em que unidade alguém trabalha; a designação, por que órgão alguém responde.
    `de` e `ate` são dias incluídos; sem `ate`, a designação continua.
    """

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="designacoes", verbose_name="pessoa"
    )
    orgao = models.ForeignKey("guia.Orgao", models.PROTECT, related_name="designacoes", verbose_name="órgão")
    papel = models.CharField(
        "papel", max_length=12, choices=[(papel.value, papel.label) for papel in PAPEIS_DE_DESIGNACAO]
    )
    ato = models.CharField("ato de designação", max_length=150)
    de = models.DateField("desde")
    ate = models.DateField("até", null=True, blank=True, help_text="Vazio enquanto a designação valer.")

    objects = models.Manager.from_queryset(DesignacaoQuerySet)()

    class Meta:
        verbose_name = "designação"
        verbose_name_plural = "designações"
        ordering = ["orgao__nome", "papel", "-de"]
        constraints = [
            models.CheckConstraint(
                condition=Q(papel__in=[papel.value for papel in PAPEIS_DE_DESIGNACAO]),
                name="designacao_papel_de_orgao",
                violation_error_message="Este papel não vem de uma designação.",
            ),
            models.CheckConstraint(
                condition=Q(ate__isnull=True) | Q(ate__gte=F("de")),
                name="designacao_periodo_em_ordem",
                violation_error_message="A designação não pode acabar antes de começar.",
            ),
            ExclusionConstraint(
                name="designacao_uma_por_vez",
                expressions=[
                    ("usuario", RangeOperators.EQUAL),
                    ("orgao", RangeOperators.EQUAL),
                    ("papel", RangeOperators.EQUAL),
                    (periodo("de", "ate"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Esta pessoa já tem esta designação neste período.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.usuario} por {self.orgao.sigla} ({self.get_papel_display()})"
