"""A lista em planilha: as colunas como dados, em fluxo e até o teto."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Choices, QuerySet

from documentos.planilha import POR_VEZ, TETO, Linha

AGORA = "agora"


@dataclass(frozen=True, slots=True)
class Coluna:
    """Uma coluna da planilha: o título, os campos que lê e o que escreve deles."""

    titulo: str
    campos: str
    """Os nomes, como se pedem ao banco; `agora` é a hora da planilha."""
    escrever: Callable[..., Any] = lambda valor: valor
    """Recebe os valores dos campos, na ordem em que se disseram."""


def rotulo(escolhas: Callable[[Any], Choices]) -> Callable[[Any], str]:
    """Escreve a palavra de uma escolha; de nenhuma, nada."""
    return lambda valor: str(escolhas(valor).label) if valor else ""


def em_linhas(
    escolhidas: QuerySet[Any, Any], colunas: Sequence[Coluna], agora: datetime, cortada: str
) -> Iterator[Linha]:
    """O cabeçalho, as escolhidas na ordem que têm e, se o teto cortou, uma linha com a frase que o diz."""
    yield tuple(coluna.titulo for coluna in colunas)
    lidos = dict.fromkeys(campo for coluna in colunas for campo in coluna.campos.split() if campo != AGORA)
    posicao = {campo: onde for onde, campo in enumerate((*lidos, AGORA))}
    celulas = [(coluna.escrever, [posicao[campo] for campo in coluna.campos.split()]) for coluna in colunas]
    primeiras = escolhidas.values_list(*lidos)[: TETO + 1].iterator(chunk_size=POR_VEZ)
    for vista, lida in enumerate(primeiras):
        if vista == TETO:
            yield (cortada.format(f"{TETO:,}".replace(",", ".")),)
            return
        valores = (*lida, agora)
        yield tuple(escrever(*[valores[onde] for onde in campos]) for escrever, campos in celulas)
