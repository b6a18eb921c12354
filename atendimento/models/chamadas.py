"""As ligações que a central telefônica conta, e o ramal de quem atende."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from atendimento.models.atendimentos import Atendimento
from contas.models import Usuario
from referencia.tabelas import Referencia

ESPERA = timedelta(minutes=10)
"""A chamada que toca, ou se atendeu, há mais do que isto já não espera o começo de um atendimento."""


class Ramal(Referencia):
    """O ramal em que alguém atende: por ele a central telefônica diz de quem é a ligação."""

    numero = models.CharField(
        "ramal",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^\d+$", "Escreva só os algarismos do ramal.")],
        error_messages={"unique": "Este ramal já é de outra pessoa."},
    )
    usuario = models.OneToOneField(
        Usuario,
        models.PROTECT,
        related_name="ramal",
        verbose_name="quem atende",
        error_messages={"unique": "Esta pessoa já tem ramal."},
    )

    class Meta:
        verbose_name = "ramal"
        verbose_name_plural = "ramais"
        ordering = ["numero"]

    def __str__(self) -> str:
        return self.numero


class ChamadaQuerySet(models.QuerySet["Chamada"]):
    """Vocabulário das chamadas."""

    def recentes_de(self, usuario: Usuario | int, em: datetime) -> ChamadaQuerySet:
        """As que tocam a esta pessoa, ou que ela atendeu, há pouco."""
        return self.filter(atendente=usuario, em__gt=em - ESPERA)

    def por_comecar(self) -> ChamadaQuerySet:
        """As que ainda não são de um atendimento de quem as tem."""
        return self.exclude(atendimento__atendente=models.F("atendente"))

    def no_ar(self) -> ChamadaQuerySet:
        return self.exclude(passo=Chamada.Passo.ACABOU)


class Chamada(models.Model):
    """Uma ligação, do toque ao fim. O número fica só até passar ao atendimento, ou até desligarem.

    `atendente` é a quem ela toca ou, depois, quem a atendeu; `em`, desde quando. A que se passa a outra
    pessoa fica com o atendimento de quem a passou até ela começar o seu.
    """

    class Passo(models.IntegerChoices):
        """Só se anda para a frente: o evento repetido, ou que chega atrasado, não muda nada."""

        TOCOU = 1, "Tocou"
        ATENDIDA = 2, "Atendida"
        ACABOU = 3, "Acabou"

    codigo = models.CharField("código da central", max_length=120, unique=True)
    passo = models.PositiveSmallIntegerField("passo", choices=Passo)
    telefone = models.CharField("de onde liga", max_length=20, blank=True)
    atendente = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quem atendeu"
    )
    atendimento = models.ForeignKey(
        Atendimento,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="atendimento",
        db_index=False,
    )
    em = models.DateTimeField("em", default=timezone.now, db_index=True)

    objects = models.Manager.from_queryset(ChamadaQuerySet)()

    class Meta:
        verbose_name = "chamada"

    def __str__(self) -> str:
        return f"chamada nº {self.pk}"

    @property
    def toca(self) -> bool:
        """Ninguém a atendeu ainda."""
        return self.passo == self.Passo.TOCOU

    @property
    def comecada(self) -> bool:
        """Já é de um atendimento de quem a tem."""
        return self.atendimento is not None and self.atendimento.atendente_id == self.atendente_id

    @property
    def numero(self) -> str:
        """De onde ligam: também o que já foi ao atendimento de quem a passou. Vazio, se não o mostram."""
        return self.telefone or (self.atendimento.telefone if self.atendimento else "")
