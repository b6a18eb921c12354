"""O que se publica dos pedidos de informação, e só depois de uma pessoa conferir."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from documentos.texto_marcado import TextoMarcado
from esic import situacoes
from esic.models.pedidos import Pedido
from esic.situacoes import ParteDoPedido, SituacaoDaPublicacao


class PublicacaoQuerySet(models.QuerySet["Publicacao"]):
    def publicadas(self) -> Self:
        """As que qualquer pessoa lê."""
        return self.filter(situacao=SituacaoDaPublicacao.PUBLICADO)

    def visiveis_para(self, autor: Autor) -> Self:
        """As que esta pessoa revê: a Ouvidoria, todas; os outros, nenhuma."""
        return self if autor.papel in {Papel.OUVIDORIA, Papel.SISTEMA} else self.none()


class Publicacao(models.Model):
    """A cópia pública de um pedido encerrado cuja divulgação a pessoa autorizou.

    O número é o endereço, e não muda; o original também não. Só os textos conferidos e os anexos
    substituídos são públicos.
    """

    TRANSICOES = situacoes.DA_PUBLICACAO

    pedido = models.OneToOneField(Pedido, on_delete=models.PROTECT, related_name="publicacao")
    situacao = models.CharField(
        "situação", max_length=12, choices=SituacaoDaPublicacao, default=SituacaoDaPublicacao.A_REVISAR
    )
    titulo = models.CharField("título público", max_length=150, blank=True)
    slug = models.SlugField("no endereço", max_length=80, blank=True, db_index=False)
    motivo = models.TextField("por que não se publica", blank=True)
    criada_em = models.DateTimeField("criada em", default=timezone.now)
    decidida_em = models.DateTimeField("decidida em", null=True, blank=True)
    decidida_por = models.ForeignKey(
        Usuario, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    busca = SearchVectorField("texto de busca", null=True, editable=False)

    objects = PublicacaoQuerySet.as_manager()

    class Meta:
        verbose_name = "publicação de pedido"
        verbose_name_plural = "publicações de pedidos"
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao="a_revisar", decidida_em=None)
                | (~Q(situacao="a_revisar") & Q(decidida_em__isnull=False)),
                name="publicacao_decidida_tem_data",
                violation_error_message="Só as decididas, e todas elas, têm data.",
            ),
            models.CheckConstraint(
                condition=~Q(situacao="publicado") | (~Q(titulo="") & ~Q(slug="")),
                name="publicacao_publicada_tem_titulo",
                violation_error_message="Para publicar é preciso um título.",
            ),
            models.CheckConstraint(
                condition=~Q(situacao="nao_publicar") | ~Q(motivo=""),
                name="publicacao_recusada_tem_motivo",
                violation_error_message="Para não publicar é preciso dizer por quê.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["criada_em", "id"], condition=Q(situacao="a_revisar"), name="publicacao_fila"
            ),
            models.Index(
                fields=["-decidida_em", "-id"], condition=Q(situacao="publicado"), name="publicacao_acervo"
            ),
            GinIndex(fields=["busca"], name="publicacao_busca"),
        ]

    def __str__(self) -> str:
        return self.titulo or f"publicação de {self.pedido}"

    def get_absolute_url(self) -> str:
        """O endereço público, que só existe depois de publicada: antes não há com que o escrever."""
        return reverse("esic:resposta", args=[self.pk, self.slug or "resposta"])


class TextoPublico(TextoMarcado):
    """Uma parte do pedido, com os dados pessoais marcados e decididos um a um; o original fica ao lado."""

    publicacao = models.ForeignKey(Publicacao, on_delete=models.PROTECT, related_name="textos")
    ordem = models.PositiveSmallIntegerField("ordem")
    parte = models.CharField("parte", max_length=12, choices=ParteDoPedido)
    instancia = models.PositiveSmallIntegerField("instância", null=True, blank=True)
    em = models.DateTimeField("quando foi escrito")

    class Meta:
        verbose_name = "texto público"
        verbose_name_plural = "textos públicos"
        ordering = ["ordem"]
        constraints = [
            models.UniqueConstraint(
                fields=["publicacao", "ordem"],
                name="texto_publico_ordem_unica",
                violation_error_message="Esta parte já existe.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_parte_display()} de {self.publicacao}"
