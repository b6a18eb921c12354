"""A base dos lembretes de cada processo (em que dias se lembra, dado da cidade) e a conta do dia."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Q

from protocolo.prazos.em_palavras import contados, dias_passados, no_calendario
from referencia.tabelas import Referencia

FOLGA = 7
"""Até quantos dias depois um lembrete que não saiu ainda sai: a fila pode ter parado."""


def quando(dias: int) -> str:
    """`2 dias antes`, `no vencimento`, `1 dia depois`."""
    return f"{contados(abs(dias))} {'antes' if dias < 0 else 'depois'}" if dias else "no vencimento"


class Lembrete(Referencia):
    """Base abstrata de um dia em que se lembra quem tem de responder. A classe concreta define `quem`.

    `dias` conta do vencimento: negativo é antes dele, zero é no dia, positivo é depois. Com
    `repete_a_cada`, lembra-se de novo até se responder.
    """

    quem: str
    dias = models.SmallIntegerField("dias depois do vencimento", help_text="Negativo: antes dele.")
    repete_a_cada = models.PositiveSmallIntegerField(
        "repete a cada quantos dias", default=0, help_text="Zero: não se repete."
    )
    ativo = models.BooleanField("em uso", default=True)

    class Meta:
        abstract = True
        ordering = ["quem", "dias"]
        constraints = [
            models.UniqueConstraint(
                fields=["quem", "dias"],
                name="%(app_label)s_lembrete_unico",
                violation_error_message="Este lembrete já existe.",
            ),
            models.CheckConstraint(
                condition=Q(repete_a_cada=0) | Q(dias__gt=0),
                name="%(app_label)s_lembrete_so_se_repete_depois",
                violation_error_message="Só se repete o lembrete de depois do prazo.",
            ),
        ]

    def __str__(self) -> str:
        quem: str = getattr(self, "get_quem_display")()  # noqa: B009  definido na classe concreta
        return f"{quando(self.dias)}: {quem[0].lower()}{quem[1:]}"

    def ultima_vez(self, passados: int) -> int | None:
        """O último dia (contado como `dias`) em que ele valeu, até hoje; None se ainda não chegou."""
        if passados < self.dias:
            return None
        if not self.repete_a_cada:
            return self.dias
        return passados - (passados - self.dias) % self.repete_a_cada


def chave_da_vez(regras: Iterable[Lembrete], desde: datetime, agora: datetime) -> str:
    """O fim da chave do recado de hoje, dito uma vez por vencimento e por lembrete; vazio se não é dia.

    `desde` é o vencimento ou, do que não tem prazo, o dia de que se conta.
    """
    vez = lembrete_de(regras, dias_passados(desde, agora))
    return "" if vez is None else f"{no_calendario(desde):%Y%m%d}/{vez}"


def lembrete_de(regras: Iterable[Lembrete], passados: int) -> int | None:
    """O dia do último lembrete que devia ter saído até hoje; None se nenhum, ou se já ficou velho.

    É um só: a rotina que ficou parada não manda de uma vez tudo o que perdeu.
    """
    vezes = [vez for regra in regras if (vez := regra.ultima_vez(passados)) is not None]
    ultimo = max(vezes, default=None)
    return ultimo if ultimo is not None and passados - ultimo <= FOLGA else None
