"""O que o portal decide sozinho, dito a quem é decidido: cada sala declara as suas, e esta é a única lista.

É o registro público de decisões automáticas (LGPD, art. 20, § 1º), a página `decisoes:registro`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from referencia.por_sala import declarados


@dataclass(frozen=True, slots=True, kw_only=True)
class Medida:
    """Quantas vezes a decisão foi a certa, contado por um comando que se pode repetir."""

    resultado: str
    quantos: int
    de_que: str
    """O que se contou, no plural: “endereços de pedidos de 2018”."""
    em: date
    como: str
    """O comando que mede."""
    figuras: str
    """O documento, a partir da raiz, em que a casa guarda estes números."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisao:
    """Uma coisa que o programa decide e que muda o que alguém recebe, espera ou vê."""

    codigo: str
    """Nunca muda: é a âncora da decisão na página."""
    nome: str
    o_que: str
    dados: str
    quem_decide: str
    """A pessoa que decide no fim, e o que ela pode mudar."""
    contestar: str
    lei: str
    desde: date
    """O dia da regra em vigor: quem muda a regra muda o dia."""
    onde: tuple[str, ...]
    """As funções que decidem, pelo caminho."""
    rotinas: tuple[str, ...] = ()
    """As da `AGENDA` que decidem, ou que preparam o que se decide."""
    medida: Medida | None = None
    """None: não se mediu."""


def grupos() -> Iterator[tuple[str, tuple[Decisao, ...]]]:
    """O nome de cada grupo e as suas decisões, na ordem de DECISOES."""
    return declarados(settings.DECISOES, "DECISOES")
