"""Paginação por chave: a página começa onde a outra parou, e a décima custa o mesmo que a primeira.

Sem contagem e sem OFFSET. A chave é o par (momento, id) da última linha vista; na URL ela é
`apos=` (daqui para a frente) ou `antes=` (daqui para trás). Chave estragada volta ao começo.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

POR_PAGINA = 50
EPOCA = datetime(1970, 1, 1, tzinfo=UTC)
MICROSSEGUNDO = timedelta(microseconds=1)
_CHAVE = re.compile(r"(\d{1,17})\.(\d{1,18})")

type Chave = tuple[datetime, int]


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


def paginar(linhas: QuerySet[Any, Any], ordem: Ordem, parametros: Mapping[str, str]) -> Pagina:
    """A página pedida na URL. As linhas têm `id` e o campo da ordem como atributos."""
    apos, antes = ler_chave(parametros.get("apos", "")), ler_chave(parametros.get("antes", ""))
    if antes and not apos:
        return _para_tras(linhas, ordem, antes)
    return _para_a_frente(linhas, ordem, apos)


def ler_chave(texto: str) -> Chave | None:
    """O par que `escrever_chave` escreveu; None para qualquer outra coisa."""
    achado = _CHAVE.fullmatch(texto)
    return (EPOCA + int(achado[1]) * MICROSSEGUNDO, int(achado[2])) if achado else None


def escrever_chave(linha: Any, ordem: Ordem) -> str:
    """A chave de uma linha, como vai na URL."""
    momento: datetime = getattr(linha, ordem.campo)
    return f"{(momento - EPOCA) // MICROSSEGUNDO}.{linha.id}"


def _para_a_frente(linhas: QuerySet[Any, Any], ordem: Ordem, apos: Chave | None) -> Pagina:
    achadas, sobra = _buscar(linhas, ordem, apos, decrescente=ordem.decrescente)
    return Pagina(
        achadas,
        anterior=escrever_chave(achadas[0], ordem) if apos and achadas else "",
        proxima=escrever_chave(achadas[-1], ordem) if sobra else "",
    )


def _para_tras(linhas: QuerySet[Any, Any], ordem: Ordem, antes: Chave) -> Pagina:
    """As anteriores à chave, na ordem da lista; se o começo chegou, a primeira página inteira."""
    achadas, sobra = _buscar(linhas, ordem, antes, decrescente=not ordem.decrescente)
    if not sobra:
        return _para_a_frente(linhas, ordem, None)
    achadas.reverse()
    return Pagina(achadas, escrever_chave(achadas[0], ordem), escrever_chave(achadas[-1], ordem))


def _buscar(
    linhas: QuerySet[Any, Any], ordem: Ordem, chave: Chave | None, *, decrescente: bool
) -> tuple[list[Any], bool]:
    """Até `POR_PAGINA` linhas depois da chave, no sentido pedido, e se ainda há outras."""
    if chave:
        comparar = TupleLessThan if decrescente else TupleGreaterThan
        linhas = linhas.filter(comparar(Tuple(F(ordem.campo), F("id")), chave))
    colunas = Ordem(ordem.campo, decrescente).colunas
    achadas = list(linhas.order_by(*colunas)[: POR_PAGINA + 1])
    return achadas[:POR_PAGINA], len(achadas) > POR_PAGINA
