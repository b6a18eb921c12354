"""O que se marca num texto: um trecho, e o que ele parece ser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Tipo(StrEnum):
    """De que dado pessoal se trata (LGPD, art. 5º, I)."""

    NOME = "nome"
    CPF = "cpf"
    TELEFONE = "telefone"
    EMAIL = "email"
    ENDERECO = "endereco"
    DOCUMENTO = "documento"
    PLACA = "placa"
    REDE = "rede"
    OUTRO = "outro"
    """O que o sistema não acha e uma pessoa marcou."""


@dataclass(frozen=True, slots=True)
class Marca:
    """O trecho `texto[inicio:fim]`."""

    inicio: int
    fim: int
    tipo: Tipo


def do_padrao(padrao: re.Pattern[str], texto: str, tipo: Tipo, *, grupo: int = 0) -> Iterator[Marca]:
    """Uma marca em cada achado do padrão ou, se dito, num grupo dele."""
    for achado in padrao.finditer(texto):
        yield Marca(achado.start(grupo), achado.end(grupo), tipo)


def sem_sobreposicao(candidatas: Iterable[Marca], tamanho: int) -> list[Marca]:
    """As marcas que cabem, na ordem do texto; entre duas que se cruzam fica a que veio primeiro na lista."""
    ocupado = bytearray(tamanho)
    aceitas = []
    for marca in candidatas:
        if ocupado.find(1, marca.inicio, marca.fim) < 0:
            ocupado[marca.inicio : marca.fim] = b"\1" * (marca.fim - marca.inicio)
            aceitas.append(marca)
    return sorted(aceitas, key=lambda marca: marca.inicio)
