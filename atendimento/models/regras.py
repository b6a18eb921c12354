"""Os números da mesa de quem atende, como dado: a administração os muda."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from contas.referencia import Referencia


def _numero(rotulo: str, padrao: int, *, de: int = 1, ate: int, ajuda: str = "") -> models.Field[int, int]:
    """Um número inteiro entre dois outros."""
    return models.PositiveSmallIntegerField(
        rotulo,
        default=padrao,
        validators=[MinValueValidator(de), MaxValueValidator(ate)],
        help_text=ajuda,
    )


class RegraDoAtendimento(Referencia):
    """Uma só linha: quantas vezes se liga de volta, e quando um atendimento parado se dá por esquecido."""

    tentativas_de_retorno = _numero(
        "tentativas de um retorno", 5, ate=20, ajuda="Depois delas vai uma carta, se há endereço."
    )
    minutos_entre_tentativas = _numero("minutos entre duas tentativas", 180, ate=10080)
    minutos_para_ligar = _numero(
        "minutos para ligar", 15, ate=120, ajuda="Quem pegou um retorno tem este tempo; depois outro o pega."
    )
    minutos_sem_nada = _numero(
        "minutos sem nada feito",
        30,
        de=5,
        ate=480,
        ajuda="O atendimento aberto em que nada se fez por este tempo acaba sem resultado.",
    )
    buscas_sem_achar = _numero(
        "buscas sem achar ninguém",
        10,
        ate=1000,
        ajuda="Num dia: de tantas em diante a supervisão destaca.",
    )

    class Meta:
        verbose_name = "regra do atendimento"
        verbose_name_plural = "regras do atendimento"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="regra_do_atendimento_uma_so",
                violation_error_message="As regras do atendimento são uma linha só.",
            )
        ]

    def __str__(self) -> str:
        return "regras do atendimento"

    @classmethod
    def atual(cls) -> RegraDoAtendimento:
        """A da administração ou, antes da primeira carga, os valores de fábrica."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def para_ligar(self) -> timedelta:
        return timedelta(minutes=self.minutos_para_ligar)

    @property
    def entre_tentativas(self) -> timedelta:
        return timedelta(minutes=self.minutos_entre_tentativas)
