"""As unidades que executam e atendem, a que sucedeu a qual, e quem serve em cada uma."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from contas.models import Usuario
from contas.papeis import Papel
from referencia.tabelas import Referencia, VigenciaQuerySet
from roteamento.models.campos import periodo, validar_cep, validar_sigla
from roteamento.models.territorio import Subprefeitura

TRIAGEM = "TRIAGEM"
"""Sigla da unidade que recebe o que ficou sem destino."""

PRACA_DE_ATENDIMENTO = "PAT"
"""Atribuição das Praças de Atendimento."""

GABINETE = "GAB"
"""Atribuição do gabinete de uma subprefeitura: a chefia dele é a da subprefeitura."""

PAPEIS_DE_LOTACAO = [
    Papel.ATENDENTE,
    Papel.SERVIDOR,
    Papel.CHEFIA,
]
"""Os papéis de quem serve numa unidade; por quem se responde perante a Ouvidoria é a `Designacao`."""


class UnidadeQuerySet(VigenciaQuerySet["Unidade"]):
    """Vocabulário das unidades."""

    de, ate = "vigente_de", "vigente_ate"

    def que_atendem_o_publico(self) -> UnidadeQuerySet:
        return self.filter(atende_publico=True)

    def pracas(self) -> UnidadeQuerySet:
        """As Praças de Atendimento das subprefeituras."""
        return self.que_atendem_o_publico().filter(atribuicao=PRACA_DE_ATENDIMENTO)


class Unidade(Referencia):
    """Uma unidade da Prefeitura que executa pedidos ou atende o público.

    A unidade que muda de nome é uma linha nova, ligada à antiga por uma `Sucessao`, e os
    casos antigos guardam a sigla antiga. `atribuicao` (CPO-STM, CPDU-SFISC…) é o que ela
    faz na sua subprefeitura; é por ela que uma regra acha a unidade do lugar.
    """

    sigla = models.CharField("sigla", max_length=60, validators=[validar_sigla])
    nome = models.CharField("nome", max_length=160)
    orgao = models.ForeignKey("guia.Orgao", models.PROTECT, related_name="unidades", verbose_name="órgão")
    atribuicao = models.CharField(
        "atribuição",
        max_length=30,
        blank=True,
        help_text="O que ela faz na sua subprefeitura, como CPO-STM. Vazia nas unidades da cidade toda.",
    )
    subprefeitura = models.ForeignKey(
        Subprefeitura,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="unidades",
        verbose_name="subprefeitura",
        help_text="Vazia nas unidades da cidade toda.",
    )
    superior = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subordinadas",
        verbose_name="unidade superior",
    )
    vigente_de = models.DateField("existe desde")
    vigente_ate = models.DateField("existiu até", null=True, blank=True)
    atende_publico = models.BooleanField("atende o público", default=False)
    endereco = models.CharField("endereço", max_length=160, blank=True)
    cep = models.CharField("CEP", max_length=8, blank=True, validators=[validar_cep])
    telefone = models.CharField("telefone", max_length=30, blank=True)
    horario = models.CharField("horário", max_length=120, blank=True)
    o_que_faz = models.TextField(
        "o que faz por quem vai lá", blank=True, default="", db_default="", help_text="Uma coisa por linha."
    )

    objects = models.Manager.from_queryset(UnidadeQuerySet)()

    class Meta:
        verbose_name = "unidade"
        verbose_name_plural = "unidades"
        ordering = ["sigla"]
        constraints = [
            models.UniqueConstraint(
                fields=["sigla"],
                name="unidade_sigla_unica",
                violation_error_message="Já existe uma unidade com esta sigla.",
            ),
            models.CheckConstraint(
                condition=Q(atribuicao="") | Q(subprefeitura__isnull=False),
                name="unidade_atribuicao_tem_territorio",
                violation_error_message="Uma unidade com atribuição precisa da subprefeitura onde a exerce.",
            ),
            models.CheckConstraint(
                condition=Q(vigente_ate__isnull=True) | Q(vigente_ate__gte=F("vigente_de")),
                name="unidade_vigencia_em_ordem",
                violation_error_message="A unidade não pode acabar antes de começar.",
            ),
            models.CheckConstraint(
                condition=Q(atende_publico=False) | ~Q(endereco="") | ~Q(telefone=""),
                name="unidade_aberta_tem_contato",
                violation_error_message="A unidade que atende o público precisa de endereço ou de telefone.",
            ),
            ExclusionConstraint(
                name="unidade_uma_por_atribuicao",
                expressions=[
                    ("atribuicao", RangeOperators.EQUAL),
                    ("subprefeitura", RangeOperators.EQUAL),
                    (periodo("vigente_de", "vigente_ate"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(atribuicao=""),
                violation_error_message="Esta atribuição já tem unidade nesta subprefeitura neste período.",
            ),
        ]

    def __str__(self) -> str:
        return self.sigla

    @property
    def faz(self) -> list[str]:
        """O que faz por quem vai lá, uma coisa por item."""
        return [linha.strip() for linha in self.o_que_faz.splitlines() if linha.strip()]

    @property
    def por_extenso(self) -> str:
        """O nome e, a quem a conhece por ela, a sigla."""
        return f"{self.nome} ({self.sigla})"

    def vigente_em(self, em: date) -> bool:
        """Existe no dia `em`?"""
        return UnidadeQuerySet.vale(self, em)


class Sucessao(Referencia):
    """Que unidade tomou o lugar de qual: uma linha na mudança de nome, várias na fusão e na divisão."""

    antiga = models.ForeignKey(
        Unidade, models.PROTECT, related_name="sucessoras", verbose_name="unidade antiga"
    )
    nova = models.ForeignKey(
        Unidade, models.PROTECT, related_name="antecessoras", verbose_name="unidade nova"
    )
    em = models.DateField("a partir de", help_text="Primeiro dia da unidade nova.")
    norma = models.CharField("norma", max_length=200, blank=True)

    class Meta:
        verbose_name = "sucessão de unidades"
        verbose_name_plural = "sucessões de unidades"
        ordering = ["-em", "antiga", "nova"]
        constraints = [
            models.UniqueConstraint(
                fields=["antiga", "nova"],
                name="sucessao_unica",
                violation_error_message="Esta sucessão já está registrada.",
            ),
            models.CheckConstraint(
                condition=~Q(antiga=F("nova")),
                name="sucessao_de_outra",
                violation_error_message="Uma unidade não sucede a si mesma.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.antiga} → {self.nova}"


class LotacaoQuerySet(VigenciaQuerySet["Lotacao"]):
    """Vocabulário das lotações."""

    def de_usuario(self, usuario: Usuario) -> LotacaoQuerySet:
        """As lotações da pessoa; nenhuma, se os seus papéis não valem nesta sessão."""
        return self.filter(usuario=usuario) if usuario.papeis_valem else self.none()


class Lotacao(Referencia):
    """Quem serve em que unidade, em que papel e quando: a única tabela que diz isso.

    `de` e `ate` são dias incluídos; sem `ate`, a lotação continua.
    """

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="lotacoes",
        verbose_name="pessoa",
    )
    unidade = models.ForeignKey(Unidade, models.PROTECT, related_name="lotacoes", verbose_name="unidade")
    papel = models.CharField(
        "papel",
        max_length=12,
        choices=[(papel.value, papel.label) for papel in PAPEIS_DE_LOTACAO],
    )
    de = models.DateField("desde")
    ate = models.DateField(
        "até",
        null=True,
        blank=True,
        help_text="Vazio enquanto a pessoa servir na unidade.",
    )
    substitui = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="no lugar de",
        db_index=False,
        help_text="Quem esta pessoa substitui neste período, por férias ou licença.",
    )

    objects = models.Manager.from_queryset(LotacaoQuerySet)()

    class Meta:
        verbose_name = "lotação"
        verbose_name_plural = "lotações"
        ordering = ["unidade__sigla", "-de"]
        constraints = [
            models.CheckConstraint(
                condition=Q(papel__in=[papel.value for papel in PAPEIS_DE_LOTACAO]),
                name="lotacao_papel_de_quem_serve",
                violation_error_message="Este papel não vem de uma lotação.",
            ),
            models.CheckConstraint(
                condition=Q(ate__isnull=True) | Q(ate__gte=F("de")),
                name="lotacao_periodo_em_ordem",
                violation_error_message="A lotação não pode acabar antes de começar.",
            ),
            models.CheckConstraint(
                condition=Q(substitui=None) | ~Q(substitui=F("usuario")),
                name="lotacao_substitui_outra",
                violation_error_message="Ninguém substitui a si mesmo.",
            ),
            models.CheckConstraint(
                condition=Q(substitui=None) | Q(ate__isnull=False),
                name="lotacao_substituicao_acaba",
                violation_error_message="A substituição precisa de um último dia.",
            ),
            ExclusionConstraint(
                name="lotacao_um_papel_por_vez",
                expressions=[
                    ("usuario", RangeOperators.EQUAL),
                    ("unidade", RangeOperators.EQUAL),
                    (periodo("de", "ate"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Esta pessoa já tem um papel nesta unidade neste período.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.usuario} em {self.unidade} ({self.get_papel_display()})"
