"""Quem recebe conversas agora, e de quem não se aceitam por um tempo."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from atendimento.models.conversas import Conversa
from atendimento.situacoes import Estado
from contas.models import Usuario
from roteamento.models import Unidade

if TYPE_CHECKING:
    from atendimento.models.regras import AssuntoDaConversa


class DisponibilidadeQuerySet(models.QuerySet["Disponibilidade"]):
    """Vocabulário das disponibilidades."""

    def presentes(self, em: datetime) -> DisponibilidadeQuerySet:
        """As disponibilidades de quem tem a página aberta."""
        return self.filter(presente_ate__gte=em)

    def que_recebem(self) -> DisponibilidadeQuerySet:
        """As disponibilidades de quem disse que recebe."""
        return self.filter(estado=Estado.RECEBE)

    def com_quantas(self) -> models.QuerySet[Any]:
        """Cada uma com quantas conversas a pessoa tem agora (`tem`)."""
        dela = Conversa.objects.de(models.OuterRef("usuario")).order_by()
        contadas = dela.values("atendente").annotate(quantas=models.Count("pk")).values("quantas")
        return self.annotate(tem=Coalesce(models.Subquery(contadas), 0))

    def do_assunto(self, assunto: AssuntoDaConversa | models.OuterRef) -> DisponibilidadeQuerySet:
        """As disponibilidades de quem atende este assunto: o diz, ou atende todos."""
        return self.filter(Q(assuntos=None) | Q(assuntos=assunto))


class Disponibilidade(models.Model):
    """Em que está quem atende, de que assuntos recebe conversas, e até quando vale o sinal da página dele.

    `versao` sobe a cada coisa nova nas conversas dele. Quem não recebe fica com as que tem;
    ausente, elas voltam à fila.
    """

    usuario = models.OneToOneField(
        Usuario, models.PROTECT, related_name="+", verbose_name="quem atende", primary_key=True
    )
    unidade = models.ForeignKey(
        Unidade, models.PROTECT, related_name="+", verbose_name="onde", db_index=False
    )
    estado = models.CharField("estado", max_length=11, choices=Estado, default=Estado.FORA)
    assuntos: models.ManyToManyField[AssuntoDaConversa, models.Model] = models.ManyToManyField(
        "AssuntoDaConversa", blank=True, related_name="+", verbose_name="assuntos", help_text="Nenhum: todos."
    )
    versao = models.PositiveBigIntegerField("versão", default=0)
    presente_ate = models.DateTimeField("presente até", default=timezone.now)

    objects = models.Manager.from_queryset(DisponibilidadeQuerySet)()

    class Meta:
        verbose_name = "disponibilidade"

    def __str__(self) -> str:
        return f"{self.usuario}: {self.get_estado_display().lower()}"

    @property
    def recebe(self) -> bool:
        """Chegam-lhe conversas, se tem a página aberta e lugar."""
        return self.estado == Estado.RECEBE


class BloqueioQuerySet(models.QuerySet["Bloqueio"]):
    """Vocabulário dos bloqueios."""

    def em_vigor(self, em: datetime) -> BloqueioQuerySet:
        """Os que já começaram, não acabaram e ninguém levantou."""
        return self.filter(ate__gt=em, em__lte=em, levantado_em=None)


class Bloqueio(models.Model):
    """De uma rede, ou de uma conta, não se aceitam conversas por um tempo, e por quê.

    A supervisão pode levantá-lo antes do fim, e diz por quê.
    """

    rede = models.CharField("rede", max_length=64, blank=True)
    conta = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="conta"
    )
    motivo = models.CharField("motivo", max_length=300)
    por = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="quem bloqueou")
    em = models.DateTimeField("em", default=timezone.now)
    ate = models.DateTimeField("até")
    conversa = models.ForeignKey(
        Conversa,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="conversa em que se bloqueou",
        db_index=False,
    )
    levantado_em = models.DateTimeField("levantado em", null=True, blank=True)
    levantado_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quem levantou",
        db_index=False,
    )
    porque_levantado = models.CharField("por que se levantou", max_length=300, blank=True)

    objects = models.Manager.from_queryset(BloqueioQuerySet)()

    class Meta:
        verbose_name = "bloqueio de conversa"
        verbose_name_plural = "bloqueios de conversa"
        constraints = [
            models.CheckConstraint(
                condition=~Q(rede="") | Q(conta__isnull=False),
                name="bloqueio_de_alguem",
                violation_error_message="O bloqueio é de uma rede ou de uma conta.",
            ),
            models.CheckConstraint(
                condition=Q(ate__gt=F("em")),
                name="bloqueio_acaba",
                violation_error_message="O bloqueio acaba depois de começar.",
            ),
            models.CheckConstraint(
                condition=Q(levantado_em=None, levantado_por=None, porque_levantado="")
                | (Q(levantado_em__isnull=False, levantado_por__isnull=False) & ~Q(porque_levantado="")),
                name="bloqueio_levantado_por_alguem",
                violation_error_message="O bloqueio que se levanta diz quem o levantou e por quê.",
            ),
        ]
        indexes = [models.Index(fields=["ate"], name="bloqueio_ate")]

    def __str__(self) -> str:
        return f"{self.motivo}, até {self.ate:%d/%m/%Y %H:%M}"
