"""As cópias que se fizeram, quando se fazem, e as impressões das chaves com que se gravou."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.timezone import localtime

from referencia.tabelas import UmaSo

MAIS_LISTADOS = 50
"""Os que faltam e se guardam pelo nome; todos estão no manifesto."""


class CopiaQuerySet(models.QuerySet["Copia"]):
    def completas(self) -> Self:
        return self.filter(situacao=Copia.Situacao.COMPLETA)

    def guardadas(self) -> Self:
        """As completas que ainda estão no destino."""
        return self.completas().filter(apagada_em=None)

    def ultima_ensaiada(self) -> Copia | None:
        return self.filter(ensaiada_em__isnull=False).order_by("-ensaiada_em").first()


class Copia(models.Model):
    """Uma cópia que se fez, ou que se tentou: o que ficou dela e o que disse o último ensaio."""

    class Situacao(models.TextChoices):
        COMPLETA = "completa", "Completa"
        INCOMPLETA = "incompleta", "Incompleta"
        FALHOU = "falhou", "Não deu"

    pasta = models.CharField("cópia", max_length=40)
    onde = models.CharField("onde", max_length=300)
    situacao = models.CharField("situação", max_length=10, choices=Situacao)
    comecou_em = models.DateTimeField("começou em")
    acabou_em = models.DateTimeField("acabou em")
    cifrada = models.BooleanField("cifrada", default=False)
    linhas = models.PositiveBigIntegerField("linhas", default=0)
    arquivos = models.PositiveBigIntegerField("arquivos", default=0)
    novos = models.PositiveBigIntegerField("arquivos novos", default=0)
    quantos_faltam = models.PositiveIntegerField("arquivos que faltam", default=0)
    faltam = ArrayField(models.CharField(max_length=300), verbose_name="o que falta", default=list)
    porque = models.CharField("por que não deu", max_length=500, blank=True)
    apagada_em = models.DateTimeField("apagada em", null=True, blank=True)
    ensaiada_em = models.DateTimeField("ensaiada em", null=True, blank=True)
    diferencas = models.PositiveIntegerField("diferenças no ensaio", null=True, blank=True)
    ensaio_segundos = models.PositiveIntegerField("segundos do ensaio", null=True, blank=True)

    objects = models.Manager.from_queryset(CopiaQuerySet)()

    class Meta:
        verbose_name = "cópia de segurança"
        verbose_name_plural = "cópias de segurança"
        ordering = ["-comecou_em"]

    def __str__(self) -> str:
        return self.pasta


def ultima_completa_em(*, com_banco: bool = True) -> datetime | None:
    """Quando acabou: a que o portal fez ou, se é outro que copia, a hora em que tocou COPIA_MARCA."""
    marca = Path(settings.COPIA_MARCA) if settings.COPIA_MARCA else None
    feitas = [datetime.fromtimestamp(marca.stat().st_mtime, UTC)] if marca and marca.exists() else []
    if com_banco:
        feitas += Copia.objects.completas().order_by("-acabou_em").values_list("acabou_em", flat=True)[:1]
    return max(feitas, default=None)


def _de(rotulo: str, padrao: int, *, ate: int, ajuda: str = "", minimo: int = 0) -> models.Field[int, int]:
    limites = [MinValueValidator(minimo), MaxValueValidator(ate)]
    return models.PositiveSmallIntegerField(rotulo, default=padrao, validators=limites, help_text=ajuda)


class RegraDaCopia(UmaSo):
    """Uma só linha: se a rotina faz cópias, a que horas, e quantas se guardam.

    Onde e para quem se cifram diz o servidor (COPIA_DESTINO, COPIA_DESTINATARIO): quem entra na
    administração com a senha de outro não pode mandar o banco para um lugar seu.
    """

    ligada = models.BooleanField(
        "fazer uma cópia por dia", default=True, help_text="Onde ficam diz o servidor, em COPIA_DESTINO."
    )
    hora = _de(
        "a partir das", 2, ate=23, ajuda="Horas, de 0 a 23. A que não dá tenta-se outra vez na hora seguinte."
    )
    diarias = _de("quantas por dia se guardam", 7, ate=90, minimo=1, ajuda="A última de cada um destes dias.")
    semanais = _de("e por semana", 5, ate=53, ajuda="A última de cada uma destas semanas.")
    mensais = _de("e por mês", 12, ate=120, ajuda="A última de cada um destes meses.")

    class Meta:
        verbose_name = "regra da cópia"
        verbose_name_plural = "regra da cópia"

    def __str__(self) -> str:
        return "Regra da cópia"

    def devida(self, agora: datetime) -> bool:
        """Já passou da hora, e hoje nenhuma acabou (a incompleta acabou: repeti-la não traz o que falta)."""
        desde = localtime(agora).replace(hour=self.hora, minute=0, second=0, microsecond=0)
        if not self.ligada or agora < desde:
            return False
        return (
            not Copia.objects.exclude(situacao=Copia.Situacao.FALHOU).filter(comecou_em__gte=desde).exists()
        )


class ChaveConhecida(models.Model):
    """A impressão de uma chave com que este banco se grava; nunca a chave."""

    qual = models.CharField("qual", max_length=20)
    impressao = models.CharField("impressão", max_length=16)
    desde = models.DateTimeField("desde")

    class Meta:
        verbose_name = "chave conhecida"
        verbose_name_plural = "chaves conhecidas"
        constraints = [models.UniqueConstraint(fields=["qual", "impressao"], name="chave_conhecida_uma_vez")]

    def __str__(self) -> str:
        return f"{self.qual} {self.impressao}"
