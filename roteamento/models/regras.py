"""A regra de destino (que unidade executa um serviço num lugar) e o que deu cada conferência das rotas."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Concat

from referencia.tabelas import Referencia
from roteamento.models.campos import (
    Lado,
    faixa_de_lados,
    faixa_de_numeros,
    simplificado,
)
from roteamento.models.territorio import Distrito, Subprefeitura, validar_por_extenso
from roteamento.models.unidades import Unidade


def _numero(campo: str) -> Cast:
    return Cast(campo, models.TextField())


def _fixo(texto: str) -> Value:
    return Value(texto, output_field=models.TextField())


ALCANCE = Case(
    When(
        ~Q(logradouro=""),
        then=Concat(
            _fixo("rua:"),
            _numero("distrito_id"),
            _fixo(":"),
            simplificado("logradouro"),
        ),
    ),
    When(distrito__isnull=False, then=Concat(_fixo("distrito:"), _numero("distrito_id"))),
    When(
        subprefeitura__isnull=False,
        then=Concat(_fixo("subprefeitura:"), _numero("subprefeitura_id")),
    ),
    default=_fixo("cidade"),
    output_field=models.TextField(),
)
"""O lugar de que a regra fala, como um texto só: duas regras disputam o mesmo pedido só se ele for igual."""


class RegraQuerySet(models.QuerySet["Regra"]):
    """Vocabulário das regras."""

    def vigentes(self, em: date) -> RegraQuerySet:
        """As que valem no dia."""
        return self.filter(vigencia__contains=em)


class Regra(Referencia):
    """Quem executa um serviço num alcance: a cidade, uma subprefeitura, um distrito ou um trecho de rua.

    Vence sempre a mais específica: rua, distrito, subprefeitura, cidade. O destino é uma
    unidade, ou uma atribuição (CPO-STM) que se resolve pela subprefeitura do endereço. Uma
    linha por alcance; o empate é proibido pelo banco, e não desfeito por sorteio.
    """

    servico = models.ForeignKey("guia.Servico", models.PROTECT, related_name="regras", verbose_name="serviço")
    atribuicao = models.CharField(
        "atribuição",
        max_length=30,
        blank=True,
        help_text="CPO-STM, por exemplo: vai para a unidade do lugar.",
    )
    unidade = models.ForeignKey(
        Unidade,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="regras",
        verbose_name="unidade",
    )
    subprefeitura = models.ForeignKey(
        Subprefeitura,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="regras",
        verbose_name="subprefeitura",
    )
    distrito = models.ForeignKey(
        Distrito,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="regras",
        verbose_name="distrito",
    )
    logradouro = models.CharField(
        "rua",
        max_length=120,
        blank=True,
        validators=[validar_por_extenso],
        help_text="Nome por extenso; exige o distrito. Rua que passa por dois distritos são duas regras.",
    )
    numero_de = models.PositiveIntegerField("do número", null=True, blank=True)
    numero_ate = models.PositiveIntegerField("até o número", null=True, blank=True)
    lado = models.CharField("lado", max_length=5, choices=Lado, default=Lado.AMBOS)
    vigencia = DateRangeField(
        "vigência",
        help_text="Primeiro dia em que vale e primeiro dia em que já não vale (vazio: sem fim).",
    )
    norma = models.CharField("norma", max_length=200, blank=True, help_text="A norma que dá a competência.")
    alcance = models.GeneratedField(expression=ALCANCE, output_field=models.TextField(), db_persist=True)

    objects = models.Manager.from_queryset(RegraQuerySet)()

    class Meta:
        verbose_name = "regra"
        verbose_name_plural = "regras"
        ordering = ["servico", "alcance", "numero_de"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(atribuicao="") & Q(unidade__isnull=False))
                | (~Q(atribuicao="") & Q(unidade__isnull=True)),
                name="regra_um_destino",
                violation_error_message="Diga a unidade ou a atribuição: uma das duas, e só uma.",
            ),
            models.CheckConstraint(
                condition=Q(subprefeitura__isnull=True) | Q(distrito__isnull=True),
                name="regra_um_alcance",
                violation_error_message="Escolha a subprefeitura ou o distrito, não os dois.",
            ),
            models.CheckConstraint(
                condition=Q(logradouro="") | Q(distrito__isnull=False),
                name="regra_de_rua_tem_distrito",
                violation_error_message="A regra de uma rua precisa do distrito dela.",
            ),
            models.CheckConstraint(
                condition=~Q(logradouro="")
                | (Q(numero_de__isnull=True) & Q(numero_ate__isnull=True) & Q(lado=Lado.AMBOS)),
                name="regra_numeros_so_com_rua",
                violation_error_message="Faixa de números e lado só valem para a regra de uma rua.",
            ),
            models.CheckConstraint(
                condition=Q(numero_de__isnull=True)
                | Q(numero_ate__isnull=True)
                | Q(numero_de__lte=F("numero_ate")),
                name="regra_faixa_em_ordem",
                violation_error_message="O número inicial da faixa não pode passar do final.",
            ),
            models.CheckConstraint(
                condition=Q(vigencia__isempty=False),
                name="regra_vigencia_com_dias",
                violation_error_message="A regra precisa valer ao menos um dia.",
            ),
            ExclusionConstraint(
                name="regra_sem_empate",
                expressions=[
                    ("servico", RangeOperators.EQUAL),
                    ("alcance", RangeOperators.EQUAL),
                    (
                        faixa_de_numeros("numero_de", "numero_ate"),
                        RangeOperators.OVERLAPS,
                    ),
                    (faixa_de_lados("lado"), RangeOperators.OVERLAPS),
                    ("vigencia", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Já existe uma regra deste serviço para este lugar neste período.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.servico} → {self.destino} ({self.lugar})"

    @property
    def destino(self) -> str:
        """A unidade ou a atribuição, por escrito."""
        return self.atribuicao or str(self.unidade)

    @property
    def lugar(self) -> str:
        """O alcance, em palavras."""
        if self.logradouro:
            return f"{self.logradouro}{self._numeros}, distrito {self.distrito}"
        if self.distrito_id:
            return f"distrito {self.distrito}"
        if self.subprefeitura_id:
            return f"subprefeitura {self.subprefeitura}"
        return "toda a cidade"

    @property
    def tem_trecho(self) -> bool:
        """A regra é de um trecho da rua, e não dela toda?"""
        return self.numero_de is not None or self.numero_ate is not None or self.lado != Lado.AMBOS

    @property
    def _numeros(self) -> str:
        partes = []
        if self.numero_de is not None:
            partes.append(f"do {self.numero_de}")
        if self.numero_ate is not None:
            partes.append(f"até o {self.numero_ate}")
        if self.lado != Lado.AMBOS:
            partes.append(f"({self.get_lado_display().lower()})")
        return " ".join(["", *partes]) if partes else ""


class ConferenciaDeRotas(models.Model):
    """O resultado de uma conferência de todos os serviços em todos os lugares, num dia.

    `lacunas`, `conflitos` e `unidades_sem_servidor` têm a forma que `conferir_rotas --json` mostra.
    """

    em = models.DateTimeField("conferida em")
    servicos = models.PositiveIntegerField("serviços")
    distritos = models.PositiveIntegerField("distritos")
    pares = models.PositiveIntegerField("pares conferidos")
    lacunas: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "lacunas", default=list
    )
    conflitos: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "conflitos", default=list
    )
    unidades_sem_servidor: models.JSONField[list[str], list[str]] = models.JSONField(
        "unidades sem servidor", default=list
    )

    class Meta:
        verbose_name = "conferência de rotas"
        verbose_name_plural = "conferências de rotas"
        ordering = ["-em"]

    def __str__(self) -> str:
        return f"{self.em:%d/%m/%Y %H:%M}: {len(self.lacunas)} lacunas, {len(self.conflitos)} conflitos"
