"""O envio de uma manifestação a quem tem a resposta, ou a quem apura."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Orgao
from ouvidoria.models.manifestacoes import Anexo, Manifestacao
from ouvidoria.situacoes import Destino, TipoDeManifestacao
from protocolo import models as protocolo
from protocolo.prazos.atraso import vencida


class EncaminhamentoQuerySet(protocolo.ComPrazoQuerySet["Encaminhamento"]):
    def pendentes(self) -> Self:
        """À espera da resposta de quem os recebeu."""
        return self.filter(encerrado_em=None)

    def que_o_calendario_refaz(self) -> Self:
        return self.pendentes().filter(destino=Destino.ORGAO)

    def vencidos(self, em: datetime) -> Self:
        """Pendentes com o prazo do órgão passado; a apuração e o que saiu da Prefeitura não têm prazo."""
        return self.pendentes().filter(vencida(em), destino=Destino.ORGAO)

    def visiveis_para(self, autor: Autor) -> Self:
        """Os que esta pessoa, neste papel, pode abrir: a unidade de quem se reclama não está entre eles.

        O que foi a um órgão e depois virou denúncia sai da mesa dele: as regras dela valem desde já.
        """
        if autor.papel in {Papel.OUVIDORIA, Papel.SISTEMA}:
            return self
        if autor.papel == Papel.INTERLOCUTOR:
            do_orgao = self.filter(destino=Destino.ORGAO, orgao__in=autor.orgaos)
            return do_orgao.exclude(manifestacao__tipo=TipoDeManifestacao.DENUNCIA)
        if autor.papel == Papel.CORREGEDORIA:
            return self.filter(destino=Destino.CORREGEDORIA)
        return self.none()


class Encaminhamento(protocolo.ComPrazo):
    """Uma pergunta da Ouvidoria a um órgão, com o seu relógio (Lei 13.460/2017, art. 16, parágrafo único).

    `texto` é o que o órgão lê no lugar da manifestação: sem quem se manifesta, salvo se a pessoa deixou.
    À Corregedoria vai a versão sem nomes; a apuração não tem prazo em dias.
    """

    manifestacao = models.ForeignKey(
        Manifestacao, on_delete=models.PROTECT, related_name="encaminhamentos", verbose_name="manifestação"
    )
    destino = models.CharField("destino", max_length=12, choices=Destino, default=Destino.ORGAO)
    orgao = models.ForeignKey(
        Orgao, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="órgão"
    )
    externo = models.CharField("órgão de fora", max_length=150, blank=True)
    texto = models.TextField("o que o órgão lê")
    anexos = models.ManyToManyField(Anexo, blank=True, related_name="+", verbose_name="anexos que vão junto")
    mostra_quem = models.BooleanField("diz quem é", default=False)
    enviado_em = models.DateTimeField("enviado em")
    enviado_por = models.ForeignKey(Usuario, on_delete=models.PROTECT, related_name="+", db_index=False)
    resposta = models.TextField("resposta do órgão", blank=True)
    respondido_em = models.DateTimeField("respondido em", null=True, blank=True)
    respondido_por = models.ForeignKey(
        Usuario, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    devolucoes = models.PositiveSmallIntegerField("respostas devolvidas", default=0)
    motivo_da_devolucao = models.TextField("por que a resposta voltou", blank=True)
    recolhido_em = models.DateTimeField("retirado em", null=True, blank=True)
    encerrado_em = models.DateTimeField("encerrado em", null=True, blank=True)

    objects = EncaminhamentoQuerySet.as_manager()

    class Meta:
        verbose_name = "encaminhamento"
        verbose_name_plural = "encaminhamentos"
        constraints = [
            models.CheckConstraint(
                condition=Q(destino=Destino.EXTERNO, orgao=None) & ~Q(externo="")
                | ~Q(destino=Destino.EXTERNO) & Q(orgao__isnull=False, externo=""),
                name="encaminhamento_a_um_lugar",
                violation_error_message="O encaminhamento vai a um órgão da Prefeitura ou a um de fora.",
            ),
            models.UniqueConstraint(
                fields=["manifestacao", "orgao", "destino"],
                condition=Q(encerrado_em=None),
                name="encaminhamento_um_por_orgao",
                violation_error_message="Este órgão já está com a manifestação.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["orgao", "vence_em", "id"],
                condition=Q(encerrado_em=None),
                name="encaminhamento_mesa",
            ),
            models.Index(
                fields=["orgao", "-encerrado_em", "-id"],
                condition=Q(encerrado_em__isnull=False),
                name="encaminhamento_encerrados",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manifestacao} → {self.quem}"

    @property
    def quem(self) -> str:
        """A sigla do órgão, ou o nome do de fora."""
        return self.orgao.sigla if self.orgao else self.externo

    @property
    def diz_quem(self) -> bool:
        """A pessoa se identificou e deixou que quem recebe saiba quem é."""
        parte = self.manifestacao.interessado if self.mostra_quem else None
        return parte is not None and not parte.anonimo and not parte.anonimizado_em

    @property
    def pendente(self) -> bool:
        return self.encerrado_em is None

    @property
    def versao(self) -> int:
        """A versão da manifestação: o que se faz em qualquer parte dela a muda."""
        return self.manifestacao.versao

    @property
    def apuracao(self) -> bool:
        """Verdadeiro para o que se enviou a quem apura, que não tem prazo em dias."""
        return self.destino != Destino.ORGAO

    @property
    def numero(self) -> str:
        """Como quem o recebeu o chama; o de uma denúncia não leva o protocolo dela."""
        return f"Envio nº {self.pk}" if self.apuracao else self.manifestacao.protocolo_escrito

    @property
    def estado(self) -> str:
        """Como está, para quem o recebeu."""
        if self.recolhido_em:
            return "retirado"
        if self.encerrado_em:
            return "respondido"
        if self.devolucoes:
            return "devolvido"
        return "em_apuracao" if self.apuracao else "por_responder"
