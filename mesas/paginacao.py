"""Paginação por chave: a página começa onde a outra parou, e a décima custa o mesmo que a primeira.

Sem contagem e sem OFFSET. A chave é o par (momento, id) da última linha vista; na URL ela é
`apos=` (daqui para a frente) ou `antes=` (daqui para trás). Chave estragada volta ao começo.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import QuerySet

POR_PAGINA = 50
EPOCA = datetime(1970, 1, 1, tzinfo=UTC)
MICROSSEGUNDO = timedelta(microseconds=1)
_CHAVE = re.compile(r"(\d{1,17})\.(\d{1,18})")

type Chave = tuple[datetime, int]
type Trazer = Callable[[QuerySet[Any, Any]], Iterable[Any]]
"""Das escolhidas, já cortadas e em ordem, as linhas da página, na mesma ordem."""


@dataclass(frozen=True, slots=True)
class Ordem:
    """Por que coluna de momento (nunca nula nas linhas da lista) se ordena; o `id` desempata."""

    campo: str
    decrescente: bool = False

    @property
    def colunas(self) -> tuple[str, str]:
        """Como se pede ao banco."""
        sinal = "-" if self.decrescente else ""
        return f"{sinal}{self.campo}", f"{sinal}id"


@dataclass(frozen=True, slots=True)
class Pagina:
    """As linhas e as chaves das páginas vizinhas; chave vazia: não há."""

    linhas: list[Any]
    anterior: str = ""
    proxima: str = ""

    @property
    def inteira(self) -> bool:
        """Verdadeiro quando a lista toda coube nesta página."""
        return not (self.anterior or self.proxima)

    def enderecos(self, fica: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
        """Os das páginas vizinhas, com o que `fica` na URL; vazio se não há."""
        vizinhas = {"anterior": {"antes": self.anterior}, "proxima": {"apos": self.proxima}}
        return {
            nome: f"?{urlencode({**fica, **chave})}" if all(chave.values()) else ""
            for nome, chave in vizinhas.items()
        }


def paginar(
    escolhidas: QuerySet[Any, Any], ordem: Ordem, parametros: Mapping[str, str], trazer: Trazer | None = None
) -> Pagina:
    """A página pedida na URL. As linhas têm `id` e o campo da ordem como atributos.

    Com `trazer`, primeiro se acham as da página, só pelas colunas que o índice tem, e só delas se traz o
    resto: um filtro que quase nada escolhe percorre o índice, e não a tabela.
    """
    apos, antes = ler_chave(parametros.get("apos", "")), ler_chave(parametros.get("antes", ""))
    lista = _Lista(escolhidas, ordem, trazer or (lambda primeiras: primeiras))
    return _para_tras(lista, antes) if antes and not apos else _para_a_frente(lista, apos)


def ler_chave(texto: str) -> Chave | None:
    """O par que `escrever_chave` escreveu; None para qualquer outra coisa."""
    achado = _CHAVE.fullmatch(texto)
    return (EPOCA + int(achado[1]) * MICROSSEGUNDO, int(achado[2])) if achado else None


def escrever_chave(linha: Any, ordem: Ordem) -> str:
    """A chave de uma linha, como vai na URL."""
    momento: datetime = getattr(linha, ordem.campo)
    return f"{(momento - EPOCA) // MICROSSEGUNDO}.{linha.id}"


def _para_a_frente(lista: _Lista, apos: Chave | None) -> Pagina:
    achadas, sobra = lista.buscar(apos, decrescente=lista.ordem.decrescente)
    return Pagina(
        achadas,
        anterior=escrever_chave(achadas[0], lista.ordem) if apos and achadas else "",
        proxima=escrever_chave(achadas[-1], lista.ordem) if sobra else "",
    )


def _para_tras(lista: _Lista, antes: Chave) -> Pagina:
    """As anteriores à chave, na ordem da lista; se o começo chegou, a primeira página inteira."""
    achadas, sobra = lista.buscar(antes, decrescente=not lista.ordem.decrescente)
    if not sobra:
        return _para_a_frente(lista, None)
    achadas.reverse()
    return Pagina(achadas, escrever_chave(achadas[0], lista.ordem), escrever_chave(achadas[-1], lista.ordem))


@dataclass(frozen=True, slots=True)
class _Lista:
    """O que se pagina, em que ordem, e como se trazem as linhas de uma página."""

    escolhidas: QuerySet[Any, Any]
    ordem: Ordem
    trazer: Trazer

    def buscar(self, chave: Chave | None, *, decrescente: bool) -> tuple[list[Any], bool]:
        """Até `POR_PAGINA` linhas depois da chave, no sentido pedido, e se ainda há outras."""
        escolhidas, campo = self.escolhidas, self.ordem.campo
        if chave:
            comparar = TupleLessThan if decrescente else TupleGreaterThan
            escolhidas = escolhidas.filter(comparar(Tuple(F(campo), F("id")), chave))
        colunas = Ordem(campo, decrescente).colunas
        achadas = list(self.trazer(escolhidas.order_by(*colunas)[: POR_PAGINA + 1]))
        return achadas[:POR_PAGINA], len(achadas) > POR_PAGINA
