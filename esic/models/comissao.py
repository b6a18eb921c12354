"""A Comissão Municipal de Acesso à Informação: as reuniões e as listas de informações classificadas."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from esic.situacoes import Grau, SituacaoDaReuniao
from guia.models import Orgao
from referencia.tabelas import Referencia


class ReuniaoQuerySet(models.QuerySet["Reuniao"]):
    def marcadas(self) -> Self:
        """As que ainda vão acontecer, ou cuja ata ninguém registrou."""
        return self.filter(situacao=SituacaoDaReuniao.MARCADA)

    def a_partir_de(self, dia: date) -> Self:
        return self.marcadas().filter(dia__gte=dia).order_by("dia", "pk")


class Reuniao(Referencia):
    """Uma reunião mensal da Comissão (Decreto municipal 53.623/2012, art. 54), com a pauta e a ata."""

    nome = models.CharField("reunião", max_length=100, help_text='Como "111ª reunião ordinária".')
    dia = models.DateField("dia")
    hora = models.TimeField("hora", null=True, blank=True)
    local = models.CharField("local", max_length=200, blank=True)
    situacao = models.CharField(
        "situação", max_length=10, choices=SituacaoDaReuniao, default=SituacaoDaReuniao.MARCADA
    )
    ata_numero = models.CharField("número da ata", max_length=30, blank=True)
    ata = models.TextField("ata", blank=True, help_text="É pública: sem dados pessoais.")
    ata_em = models.DateTimeField("ata publicada em", null=True, blank=True)

    objects = ReuniaoQuerySet.as_manager()

    class Meta:
        verbose_name = "reunião da Comissão"
        verbose_name_plural = "reuniões da Comissão"
        ordering = ["-dia", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dia"],
                condition=~Q(situacao="cancelada"),
                name="reuniao_uma_por_dia",
                violation_error_message="Já há uma reunião neste dia.",
            ),
            models.CheckConstraint(
                condition=Q(ata="") | (~Q(ata_numero="") & Q(situacao="realizada", ata_em__isnull=False)),
                name="reuniao_com_ata_foi_realizada",
                violation_error_message="A ata é de uma reunião realizada, e tem número e data.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nome}, {self.dia:%d/%m/%Y}"


class InformacaoQuerySet(models.QuerySet["InformacaoClassificada"]):
    def classificadas(self, em: date) -> Self:
        """As que ainda estão em segredo no dia: nem desclassificadas, nem com o termo passado."""
        return self.filter(desclassificada_em=None, ate__gte=em)

    def desclassificadas(self, em: date) -> Self:
        """As que deixaram de estar: por decisão, ou porque o termo passou (LAI, art. 24, §4º)."""
        return self.filter(Q(desclassificada_em__isnull=False) | Q(ate__lt=em))


class InformacaoClassificada(Referencia):
    """Uma informação em grau de sigilo, como a lei manda listar todo ano (LAI, art. 30, I e II).

    Nunca o conteúdo: só o assunto, o grau, o fundamento e as datas. A edita a Comissão.
    """

    codigo = models.CharField("código", max_length=40)
    orgao = models.ForeignKey(Orgao, verbose_name="órgão", on_delete=models.PROTECT, related_name="+")
    assunto = models.CharField("assunto", max_length=200)
    grau = models.CharField("grau de sigilo", max_length=14, choices=Grau)
    fundamento = models.CharField(
        "fundamento", max_length=200, help_text='A lei e o artigo, como "Lei 12.527/2011, art. 23, III".'
    )
    produzida_em = models.DateField("produzida em", help_text="O termo conta deste dia (LAI, art. 24, §1º).")
    classificada_em = models.DateField("classificada em")
    ate = models.DateField("em segredo até")
    desclassificada_em = models.DateField("desclassificada em", null=True, blank=True)
    motivo = models.CharField("por que se desclassificou", max_length=200, blank=True)

    objects = InformacaoQuerySet.as_manager()

    class Meta:
        verbose_name = "informação classificada"
        verbose_name_plural = "informações classificadas"
        ordering = ["orgao__nome", "codigo"]
        constraints = [
            models.UniqueConstraint(
                fields=["codigo"],
                name="informacao_codigo_unico",
                violation_error_message="Já há uma informação com este código.",
            ),
            models.CheckConstraint(
                condition=Q(classificada_em__gte=F("produzida_em")) & Q(ate__gt=F("produzida_em")),
                name="informacao_datas_em_ordem",
                violation_error_message="Classifica-se depois de produzir, e o termo vem depois.",
            ),
            models.CheckConstraint(
                condition=Q(desclassificada_em=None, motivo="")
                | (Q(desclassificada_em__gte=F("classificada_em")) & ~Q(motivo="")),
                name="informacao_desclassificada_tem_motivo",
                violation_error_message="A desclassificação tem data, depois da classificação, e motivo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codigo}: {self.assunto}"

    @property
    def em_palavras(self) -> str:
        """ "SMSUB-2026-1, reservada, em segredo até 01/02/2030": o que se diz dela a quem se nega."""
        return f"{self.codigo}, {self.get_grau_display().lower()}, em segredo até {self.ate:%d/%m/%Y}"
