"""A quem a Central liga de volta porque nenhum aviso chegou, e cada vez que se ligou."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone

from atendimento.models.atendimentos import Atendimento
from avisos.models import Aviso
from avisos.textos import sem_o_link
from contas.models import Interessado, Usuario


class RetornoQuerySet(models.QuerySet["Retorno"]):
    """Vocabulário dos retornos."""

    def por_ligar(self, em: datetime) -> RetornoQuerySet:
        """Os que já se podem ligar; o que alguém está ligando também está aqui."""
        return self.filter(situacao=Retorno.Situacao.POR_LIGAR, proxima_em__lte=em)

    def livres(self, em: datetime) -> RetornoQuerySet:
        """Os que ninguém está ligando."""
        return self.por_ligar(em).filter(models.Q(pego_ate=None) | models.Q(pego_ate__lte=em))

    def cartas(self) -> RetornoQuerySet:
        return self.filter(situacao=Retorno.Situacao.CARTA)


class Retorno(models.Model):
    """O que há para dizer a alguém por telefone, um por caso enquanto não acaba.

    `aviso` é o último que não chegou. `com` e `pego_ate` dizem quem o pegou e até quando é só dele: duas
    pessoas não ligam para a mesma. O telefone e o endereço estão só no interessado.
    """

    class Situacao(models.TextChoices):
        POR_LIGAR = "por_ligar", "Por ligar"
        CARTA = "carta", "Carta por mandar"
        DITO = "dito", "Dito por telefone"
        CARTA_NO_CORREIO = "carta_mandada", "Carta no correio"
        NAO_QUER = "nao_quer", "Não quer contato"
        SEM_CONTATO = "sem_contato", "Não se conseguiu falar"
        CHEGOU = "chegou", "O aviso chegou depois"

    ABERTAS = (Situacao.POR_LIGAR, Situacao.CARTA)

    protocolo = models.CharField("protocolo", max_length=15)
    interessado = models.ForeignKey(
        Interessado, models.PROTECT, related_name="+", verbose_name="a quem", db_index=False
    )
    aviso = models.ForeignKey(
        Aviso, models.PROTECT, related_name="+", verbose_name="o que há para dizer", db_index=False
    )
    desde = models.DateTimeField("à espera desde", help_text="Quando se escreveu o aviso que não chegou.")
    situacao = models.CharField("situação", max_length=13, choices=Situacao, default=Situacao.POR_LIGAR)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)
    proxima_em = models.DateTimeField("ligar a partir de", default=timezone.now)
    com = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quem está ligando",
        db_index=False,
    )
    pego_ate = models.DateTimeField("é só de quem pegou até", null=True, blank=True)
    na_planilha_em = models.DateTimeField("carta na planilha em", null=True, blank=True)
    acabou_em = models.DateTimeField("acabou em", null=True, blank=True)

    objects = models.Manager.from_queryset(RetornoQuerySet)()

    class Meta:
        verbose_name = "retorno"
        constraints = [
            models.UniqueConstraint(
                fields=["protocolo"],
                condition=models.Q(acabou_em=None),
                name="retorno_um_por_caso",
                violation_error_message="Este caso já tem um retorno por fazer.",
            ),
            models.CheckConstraint(
                condition=models.Q(acabou_em=None, situacao__in=["por_ligar", "carta"])
                | (models.Q(acabou_em__isnull=False) & ~models.Q(situacao__in=["por_ligar", "carta"])),
                name="retorno_acaba_com_a_situacao",
                violation_error_message="Só o retorno que acabou tem o dia em que acabou.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["proxima_em", "id"],
                condition=models.Q(situacao="por_ligar"),
                name="retorno_por_ligar",
            ),
            models.Index(fields=["com"], condition=models.Q(com__isnull=False), name="retorno_com_quem"),
            models.Index(fields=["desde", "id"], condition=models.Q(situacao="carta"), name="retorno_carta"),
            models.Index(fields=["protocolo", "aviso"], name="retorno_do_protocolo"),
        ]

    def __str__(self) -> str:
        return f"retorno nº {self.pk}"

    @property
    def a_dizer(self) -> str:
        """O texto do aviso como se lê em voz alta, ou vai na carta."""
        return sem_o_link(self.aviso.corpo)

    def livre(self, em: datetime) -> bool:
        """Ninguém o está ligando."""
        return self.pego_ate is None or self.pego_ate <= em


class TentativaDeRetornoQuerySet(models.QuerySet["TentativaDeRetorno"]):
    def por_registrar(self, quem: Usuario) -> TentativaDeRetornoQuerySet:
        """As que ainda estão com a pessoa, e de que ela não disse o que houve."""
        suas = self.filter(resultado="", retorno__com=quem, atendimento__atendente=quem)
        return suas.select_related("atendimento", "retorno").order_by("-pk")


class TentativaDeRetorno(models.Model):
    """Uma ligação a quem espera um retorno: o atendimento de saída em que se fez, e o que houve."""

    class Resultado(models.TextChoices):
        DITO = "dito", "Atendeu e ouviu o aviso"
        NAO_ATENDEU = "nao_atendeu", "Não atendeu, ou era outra pessoa"
        DEPOIS = "depois", "Pediu para ligar depois"
        NUMERO_ERRADO = "numero_errado", "Número errado"
        NAO_QUER = "nao_quer", "Não quer contato"

    retorno = models.ForeignKey(Retorno, models.PROTECT, related_name="ligacoes", verbose_name="retorno")
    atendimento = models.OneToOneField(
        Atendimento, models.PROTECT, related_name="retorno", verbose_name="atendimento"
    )
    resultado = models.CharField("resultado", max_length=13, choices=Resultado, blank=True)
    em = models.DateTimeField("em", default=timezone.now)

    objects = models.Manager.from_queryset(TentativaDeRetornoQuerySet)()

    class Meta:
        verbose_name = "tentativa de retorno"
        verbose_name_plural = "tentativas de retorno"
        ordering = ["em", "pk"]

    def __str__(self) -> str:
        return self.get_resultado_display() or "Sem resultado"
