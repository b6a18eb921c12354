"""O serviço: o que nele não muda com o texto, os endereços que já teve e quanto se pede."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.urls import reverse

from guia.models.divisoes import Assunto, Orgao
from referencia.tabelas import Referencia

MAIS_PEDIDOS = (models.F("procura__pedidos_por_ano").desc(nulls_last=True), "slug")
"""Ordem de lista: os mais procurados primeiro."""


class ServicoQuerySet(models.QuerySet["Servico"]):
    """Vocabulário dos serviços."""

    def no_guia(self) -> ServicoQuerySet:
        """Os que o cidadão vê: publicados e não arquivados."""
        return self.filter(publicada__isnull=False, arquivado_em=None)

    def do_aplicativo(self) -> ServicoQuerySet:
        """Os que um editor pôs no aplicativo e se pedem por este portal."""
        return self.no_guia().filter(no_aplicativo=True, publicada__solicitavel=True)

    def que_citam(self, caminhos: Iterable[str]) -> ServicoQuerySet:
        """Os que, no ar, citam algum dos caminhos com estas chaves."""
        return self.no_guia().filter(publicada__caminhos__has_any_keys=list(caminhos))

    def completos(self) -> ServicoQuerySet:
        """Traz junto o que toda página do Guia mostra de um serviço."""
        return self.select_related("publicada", "orgao", "assunto__tema", "procura")

    def resumidos(self) -> ServicoQuerySet:
        """O bastante para uma linha de lista: nenhum texto longo vem do banco."""
        return self.select_related("publicada", "assunto__tema").only(
            "slug",
            "arquivado_em",
            "publicada__nome",
            "publicada__titulo",
            "publicada__solicitavel",
            "publicada__sigilosa",
            "assunto__nome",
            "assunto__tema__nome",
            "assunto__tema__slug",
        )

    def mais_pedidos(self) -> ServicoQuerySet:
        """Os mais procurados primeiro."""
        return self.order_by(*MAIS_PEDIDOS)


class Servico(Referencia):
    """O que não muda com o texto de um serviço. O que se diz dele está nas versões."""

    codigo = models.PositiveIntegerField(
        "código", null=True, blank=True, help_text="O código da cidade, se houver."
    )
    slug = models.SlugField("endereço", max_length=120, db_index=False)
    orgao = models.ForeignKey(
        Orgao,
        models.PROTECT,
        related_name="servicos",
        verbose_name="órgão",
        null=True,
        blank=True,
    )
    assunto = models.ForeignKey(Assunto, models.PROTECT, related_name="servicos", verbose_name="assunto")
    no_aplicativo = models.BooleanField("no aplicativo", default=False)
    publicada = models.OneToOneField(
        "VersaoDoServico",
        models.PROTECT,
        related_name="+",
        verbose_name="versão publicada",
        null=True,
        blank=True,
        editable=False,
    )
    arquivado_em = models.DateTimeField("arquivado em", null=True, blank=True, editable=False)

    objects = ServicoQuerySet.as_manager()

    class Meta:
        verbose_name = "serviço"
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="servico_slug_unico",
                violation_error_message="Já existe um serviço com este endereço.",
            ),
            models.UniqueConstraint(
                fields=["codigo"],
                name="servico_codigo_unico",
                violation_error_message="Já existe um serviço com este código.",
            ),
            models.CheckConstraint(
                condition=Q(orgao__isnull=False) | Q(arquivado_em__isnull=False),
                name="servico_tem_orgao",
                violation_error_message="Só um serviço arquivado pode ficar sem órgão.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def nome(self) -> str:
        """O nome publicado; antes da primeira publicação, o endereço."""
        return self.publicada.nome if self.publicada else self.slug

    @property
    def titulo(self) -> str:
        """O nome nas palavras do cidadão; sem ele, o publicado."""
        return self.publicada.chamado if self.publicada else self.slug

    @property
    def nome_oficial(self) -> str:
        """O nome que a cidade dá, quando não é o que o título já diz; senão, vazio."""
        return self.publicada.nome_oficial if self.publicada else ""

    @property
    def arquivado(self) -> bool:
        """Verdadeiro para o que a cidade deixou de oferecer."""
        return self.arquivado_em is not None

    @property
    def aceita_pedidos(self) -> bool:
        """Publicado, não arquivado e com pedido por este portal."""
        return self.publicada is not None and self.publicada.solicitavel and not self.arquivado

    def get_absolute_url(self) -> str:
        return reverse("guia:servico", args=[self.slug])


class SlugAntigo(models.Model):
    """Endereço que um serviço já teve: continua levando a ele."""

    servico = models.ForeignKey(Servico, models.CASCADE, related_name="slugs_antigos")
    slug = models.SlugField("endereço antigo", max_length=120, db_index=False)

    class Meta:
        verbose_name = "endereço antigo"
        verbose_name_plural = "endereços antigos"
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="slug_antigo_unico",
                violation_error_message="Outro serviço já teve este endereço.",
            )
        ]

    def __str__(self) -> str:
        return self.slug


class Procura(models.Model):
    """Quanto se pede um serviço, e se resolve: escrito por quem conta os pedidos, lido pelo Guia."""

    servico = models.OneToOneField(Servico, models.CASCADE, related_name="procura", primary_key=True)
    pedidos_por_ano = models.PositiveIntegerField("pedidos por ano", default=0)
    disseram = models.PositiveIntegerField(
        "disseram se foi resolvido",
        default=0,
        db_default=0,
        help_text="No último ano, depois do fim do pedido.",
    )
    resolvidos = models.PositiveIntegerField("disseram que foi", default=0, db_default=0)
    consultados_sem_pedido = models.PositiveIntegerField(
        "consultas sem pedido",
        default=0,
        db_default=0,
        help_text="No último ano, por quem atende na Central e nas Praças.",
    )

    class Meta:
        verbose_name = "procura"
        verbose_name_plural = "procura"

    def __str__(self) -> str:
        return f"{self.pedidos_por_ano} pedidos por ano"

    @property
    def parte_resolvida(self) -> int:
        """De cem que responderam, quantos disseram que sim; só se alguém respondeu."""
        return round(100 * self.resolvidos / self.disseram)
