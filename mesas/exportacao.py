"""A lista em planilha: as colunas como dados, em fluxo e até o teto."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Choices, QuerySet
from django.utils import timezone

from documentos.planilha import POR_VEZ, TETO, Linha


@dataclass(frozen=True, slots=True)
class Coluna:
    """Uma coluna da planilha: o título, os campos que lê e o que escreve deles."""

    titulo: str
    campos: str
    """Os nomes, como se pedem ao banco; `agora` é a hora da planilha."""
    escrever: Callable[..., Any] = lambda valor: valor
    """Recebe os valores dos campos, na ordem em que se disseram."""


@dataclass(frozen=True, slots=True)
class ColunaDescrita(Coluna):
    """Uma coluna de dado aberto: também diz o que é e que valores pode ter."""

    descricao: str = ""
    valores: str = ""


SIM, NAO = "sim", "não"


def sim_ou_nao(valor: object) -> str:
    """Se é verdade."""
    return SIM if valor else NAO


def rotulo(escolhas: Callable[[Any], Choices]) -> Callable[[Any], str]:
    """Escreve a palavra de uma escolha; de nenhuma, nada."""
    return lambda valor: str(escolhas(valor).label) if valor else ""


def dia_iso(quando: date | None) -> str | None:
    """O dia, no relógio da cidade, como ano-mês-dia, que todo programa lê."""
    dia = timezone.localdate(quando) if isinstance(quando, datetime) else quando
    return dia.isoformat() if dia else None


def em_linhas(
    escolhidas: QuerySet[Any, Any], colunas: Sequence[Coluna], agora: datetime, cortada: str
) -> Iterator[Linha]:
    """O cabeçalho, as escolhidas na ordem que têm e, se o teto cortou, uma linha com a frase que o diz."""
    yield tuple(coluna.titulo for coluna in colunas)
    for vista, linha in enumerate(so_as_linhas(escolhidas[: TETO + 1], colunas, agora=agora)):
        if vista == TETO:
            yield (cortada.format(f"{TETO:,}".replace(",", ".")),)
            return
        yield linha


def so_as_linhas(
    escolhidas: QuerySet[Any, Any], colunas: Sequence[Coluna], **de_fora: Any
) -> Iterator[Linha]:
    """As escolhidas, em fluxo e sem teto; `de_fora` são os campos das colunas que não vêm do banco."""
    todos = dict.fromkeys(campo for coluna in colunas for campo in coluna.campos.split())
    lidos = [campo for campo in todos if campo not in de_fora]
    posicao = {campo: onde for onde, campo in enumerate((*lidos, *de_fora))}
    celulas = [(coluna.escrever, [posicao[campo] for campo in coluna.campos.split()]) for coluna in colunas]
    for lida in escolhidas.values_list(*lidos).iterator(chunk_size=POR_VEZ):
        valores = (*lida, *de_fora.values())
        yield tuple(escrever(*[valores[onde] for onde in campos]) for escrever, campos in celulas)
