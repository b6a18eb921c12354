"""Se foi resolvido, na voz de quem pediu, e o pedido de que a unidade reabra."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from protocolo import models as protocolo
from solicitacoes.models.solicitacoes import Solicitacao


class Satisfacao(protocolo.Satisfacao):
    """A resposta a “foi resolvido?”, uma a cada vez que o pedido se encerra.

    Só o sim ou não se exige; as três perguntas curtas se pulam.
    """

    class SimOuNao(models.TextChoices):
        SIM = "sim", "Sim"
        NAO = "nao", "Não"

    caso = models.ForeignKey(
        Solicitacao, on_delete=models.PROTECT, related_name="satisfacoes", db_index=False
    )
    do_fim_em = models.DateTimeField("do encerramento de")
    nota = models.PositiveSmallIntegerField(
        "como foi o atendimento", choices=protocolo.Satisfacao.NOTAS, null=True
    )
    no_prazo = models.CharField("no tempo dito", max_length=3, choices=SimOuNao, blank=True)
    clareza = models.CharField("resposta clara", max_length=3, choices=SimOuNao, blank=True)

    class Meta:
        verbose_name = "resposta a “foi resolvido?”"
        verbose_name_plural = "respostas a “foi resolvido?”"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "do_fim_em"],
                name="resolvido_uma_vez",
                violation_error_message="Já se disse se este pedido foi resolvido.",
            ),
            models.CheckConstraint(
                condition=Q(nota=None) | Q(nota__gte=1, nota__lte=5),
                name="resolvido_nota_de_1_a_5",
                violation_error_message="A nota vai de 1 a 5.",
            ),
            models.CheckConstraint(
                condition=Q(resolveu__in=["sim", "nao"]),
                name="resolvido_sim_ou_nao",
                violation_error_message="Diga sim ou não.",
            ),
        ]
        indexes = [models.Index(fields=["em"], include=["caso", "resolveu"], name="resolvido_no_periodo")]

    def __str__(self) -> str:
        return self.get_resolveu_display()

    @property
    def nao_foi(self) -> bool:
        return self.resolveu == self.Resolveu.NAO


class PedidoDeReaberturaQuerySet(models.QuerySet["PedidoDeReabertura"]):
    def por_decidir(self) -> Self:
        return self.filter(decidido_em=None)


class PedidoDeReabertura(models.Model):
    """Quem pediu diz que não foi resolvido, com foto onde ela o mostra; a unidade decide. Um por caso."""

    caso = models.OneToOneField(
        Solicitacao, on_delete=models.PROTECT, primary_key=True, related_name="pedido_de_reabertura"
    )
    em = models.DateTimeField("pedido em")
    decidir_ate = models.DateTimeField("a unidade decide até")
    decidido_em = models.DateTimeField("decidido em", null=True, blank=True)
    aceito = models.BooleanField("aceito", default=False)

    objects = PedidoDeReaberturaQuerySet.as_manager()

    class Meta:
        verbose_name = "pedido de reabertura"
        verbose_name_plural = "pedidos de reabertura"
        constraints = [
            models.CheckConstraint(
                condition=Q(decidido_em__isnull=False) | Q(aceito=False),
                name="reabertura_aceita_tem_data",
                violation_error_message="Só o que se decidiu é aceito.",
            )
        ]
        indexes = [
            models.Index(fields=["decidir_ate"], condition=Q(decidido_em=None), name="reabertura_por_decidir")
        ]

    def __str__(self) -> str:
        return f"{self.caso_id}: {'aceito' if self.aceito else 'por decidir ou recusado'}"

    def de_antes(self, caso: Solicitacao) -> bool:
        """Recusado num encerramento anterior a este: já não é a resposta ao que se diz agora."""
        fim = caso.encerrada_em
        return not self.aceito and bool(self.decidido_em and fim and self.decidido_em < fim)

    def atrasado(self, em: datetime) -> bool:
        """Verdadeiro se a unidade passou do prazo sem decidir."""
        return self.decidido_em is None and self.decidir_ate < em
