"""As respostas da busca: o que não espera, com o número a chamar, e o que não é da Prefeitura."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from guia.models.caminhos import discado
from referencia.tabelas import Referencia


class RespostaDeBuscaQuerySet(models.QuerySet["RespostaDeBusca"]):
    """Vocabulário das respostas da busca."""

    def na_capa(self) -> RespostaDeBuscaQuerySet:
        """As emergências da faixa da página inicial."""
        return self.exclude(capa="")


class RespostaDeBusca(Referencia):
    """O que a busca responde antes dos serviços: uma frase, os números a chamar e a porta certa.

    A emergência com nome em `capa` está também na faixa da página inicial, com o primeiro número.

    `quando`, `so_isto` e `a_nao_ser` são expressões, lidas por `guia.busca.respostas`; os `relatos` servem ao
    sentido.
    """

    slug = models.SlugField("chave", max_length=60, db_index=False)
    urgente = models.BooleanField(
        "emergência", default=False, help_text="O número aparece grande, antes de tudo."
    )
    titulo = models.CharField("o que se lê primeiro", max_length=120)
    frase = models.CharField("o que fazer", max_length=300, blank=True)
    telefones = models.JSONField("telefones", default=list, blank=True)
    link = models.URLField("página oficial", blank=True)
    rotulo_do_link = models.CharField("o que se lê no link", max_length=120, blank=True)
    quando = models.JSONField("palavras", default=list)
    so_isto = models.JSONField("palavras sozinhas", default=list, blank=True)
    a_nao_ser = models.JSONField("a não ser", default=list, blank=True)
    relatos = models.JSONField(
        "relatos",
        default=list,
        db_default=[],
        blank=True,
        help_text="A situação contada por inteiro, por quem não usa as palavras de cima.",
    )
    fonte = models.CharField("fonte", max_length=300, blank=True)
    ordem = models.PositiveSmallIntegerField("ordem", default=50)
    capa = models.CharField(
        "como se chama na página inicial",
        max_length=80,
        blank=True,
        help_text="O perigo em poucas palavras: Incêndio ou explosão. Vazio, não está nela.",
    )

    objects = RespostaDeBuscaQuerySet.as_manager()

    class Meta:
        verbose_name = "resposta da busca"
        verbose_name_plural = "respostas da busca"
        ordering = ["-urgente", "ordem", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="resposta_slug_unico",
                violation_error_message="Já existe uma resposta com esta chave.",
            ),
            models.CheckConstraint(
                condition=~Q(telefones=[]) | (Q(urgente=False) & ~Q(link="")),
                name="resposta_leva_a_algo",
                violation_error_message="Diga um telefone ou a página oficial; na emergência, o telefone.",
            ),
            models.CheckConstraint(
                condition=Q(capa="") | Q(urgente=True),
                name="resposta_da_capa_e_emergencia",
                violation_error_message="Na página inicial só vai a emergência.",
            ),
            models.CheckConstraint(
                condition=Q(link="", rotulo_do_link="")
                | (Q(link__startswith="https://") & ~Q(rotulo_do_link="")),
                name="resposta_link_seguro_e_dito",
                violation_error_message="A página começa por https://, e se diz o que se lê no link.",
            ),
        ]

    def __str__(self) -> str:
        return self.titulo

    def clean(self) -> None:
        """Um número tem dígitos; uma resposta tem palavras que a chamam."""
        if any(not discado(telefone["numero"]) for telefone in self.telefones):
            raise ValidationError({"telefones": "Escreva o número de telefone e quem atende."})
        if not self.quando and not self.so_isto:
            raise ValidationError({"quando": "Diga as palavras que levam a esta resposta."})

    @property
    def ligacoes(self) -> list[dict[str, str]]:
        """Cada telefone, com o que o toque disca."""
        return [telefone | {"discado": discado(telefone["numero"])} for telefone in self.telefones]
