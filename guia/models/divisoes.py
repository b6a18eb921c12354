"""As divisões do Guia: órgãos, temas, assuntos e quem cuida deles."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from contas.models import Usuario
from referencia.tabelas import Referencia, VigenciaQuerySet


class Orgao(Referencia):
    """Secretaria, autarquia ou empresa que responde por serviços."""

    sigla = models.CharField("sigla", max_length=20)
    nome = models.CharField("nome", max_length=150)
    fonte = models.CharField("fonte do nome", max_length=200, blank=True)

    class Meta:
        verbose_name = "órgão"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["sigla"],
                name="orgao_sigla_unica",
                violation_error_message="Já existe um órgão com esta sigla.",
            )
        ]

    def __str__(self) -> str:
        return self.nome


class Tema(Referencia):
    """Primeira divisão do Guia: Rua e bairro, Animais."""

    slug = models.SlugField("endereço", max_length=60, db_index=False)
    nome = models.CharField("nome", max_length=80)
    icone = models.SlugField("ícone", max_length=30, blank=True, db_index=False)
    grupo = models.CharField(
        "grupo",
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="O título sob o qual aparece na página inicial, junto dos temas que têm o mesmo.",
    )
    ordem = models.PositiveSmallIntegerField("ordem", default=99)

    class Meta:
        verbose_name = "tema"
        ordering = ["ordem", "nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="tema_slug_unico",
                violation_error_message="Já existe um tema com este endereço.",
            ),
            models.UniqueConstraint(
                fields=["nome"],
                name="tema_nome_unico",
                violation_error_message="Já existe um tema com este nome.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    def get_absolute_url(self) -> str:
        return reverse("guia:tema", args=[self.slug])


class Assunto(Referencia):
    """Segunda divisão do Guia, dentro de um tema."""

    tema = models.ForeignKey(
        Tema,
        models.PROTECT,
        related_name="assuntos",
        verbose_name="tema",
        db_index=False,
    )
    nome = models.CharField("nome", max_length=120)
    slug = models.SlugField("endereço", max_length=120, db_index=False)

    class Meta:
        verbose_name = "assunto"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["tema", "slug"],
                name="assunto_unico_no_tema",
                violation_error_message="Este tema já tem um assunto com este nome.",
            )
        ]

    def __str__(self) -> str:
        return self.nome


class PontoFocalQuerySet(VigenciaQuerySet["PontoFocal"]):
    """Vocabulário dos pontos focais."""

    def titulares(self) -> PontoFocalQuerySet:
        """Os que respondem pelo órgão: enviam para revisão e são lembrados dos prazos."""
        return self.filter(papel=PontoFocal.Papel.TITULAR)


class PontoFocal(Referencia):
    """Quem cuida dos serviços de um órgão no Guia, por ato e por um período.

    Cada órgão tem dois titulares; eles podem deixar colegas, por nome, escrever rascunhos.
    """

    TITULARES = 2

    class Papel(models.TextChoices):
        TITULAR = "titular", "Ponto focal"
        COLABORADOR = "colaborador", "Colega que escreve rascunhos"

    usuario = models.ForeignKey(Usuario, models.PROTECT, related_name="pontos_focais", verbose_name="pessoa")
    orgao = models.ForeignKey(Orgao, models.PROTECT, related_name="pontos_focais", verbose_name="órgão")
    papel = models.CharField("papel", max_length=11, choices=Papel, default=Papel.TITULAR)
    ato = models.CharField("ato de designação", max_length=150)
    de = models.DateField("de")
    ate = models.DateField("até", null=True, blank=True)

    objects = PontoFocalQuerySet.as_manager()

    class Meta:
        verbose_name = "ponto focal"
        verbose_name_plural = "pontos focais"
        constraints = [
            models.CheckConstraint(
                condition=Q(ate=None) | Q(ate__gte=F("de")),
                name="ponto_focal_periodo",
                violation_error_message="O fim da designação não pode ser antes do começo.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.usuario} ({self.orgao.sigla})"
