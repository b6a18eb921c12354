"""As ligações que a central telefônica conta, e o ramal de quem atende."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from atendimento.models.atendimentos import Atendimento
from contas.models import Usuario
from referencia.tabelas import Referencia


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


class Chamada(models.Model):
    """Uma ligação, do toque ao fim. O número fica só até passar ao atendimento, ou até desligarem."""

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

    class Meta:
        verbose_name = "chamada"

    def __str__(self) -> str:
        return f"chamada nº {self.pk}"
