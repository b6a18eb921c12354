"""Consultas que o ORM monta uma vez: dali em diante só se trocam os valores (ADR 0063).

Montar uma consulta com junções custa mais do que o banco respondê-la, e o que as conversas perguntam é sempre
igual. `pronta` decora a função que monta a consulta: o que ela recebe são os lugares dos valores, que servem
em `filter`, em `Q` e em subconsultas, mas não a decidir em Python; chamada, recebe os valores e dá as linhas.
O banco também a planeia uma vez, em cada ligação: `preparado` dá o cursor que lho pede.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from threading import local
from typing import Any

from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet, Value
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler


class CursorPreparado(ServerBindingCursor):
    """Lembra a instrução também quando o banco já a guarda: quem anota as consultas a lê daqui."""

    def _send_query_prepared(self, name: bytes, pgq: Any, *, binary: bool | None = None) -> None:
        self._query = pgq
        super()._send_query_prepared(name, pgq, binary=binary)  # type: ignore[misc]


@contextmanager
def preparado(conexao: Any) -> Iterator[CursorWrapper]:
    """Um cursor cujas instruções o banco guarda preparadas enquanto dura a ligação: para as que se repetem.

    Os valores vão à parte do SQL, e o banco diz o tipo de cada um pelo lugar em que está.
    """
    with conexao.cursor() as cursor:
        cursor.cursor = CursorPreparado(cursor.cursor.connection)  # type: ignore[call-arg]
        yield cursor


@dataclass(frozen=True, slots=True)
class Lugar:
    """Onde vai, no SQL, o valor que se recebe nesta posição."""

    posicao: int


class Escrita(SQLCompiler):
    """O SQL de uma consulta, que se escreve uma vez."""

    sql: str = ""
    partes: tuple[Any, ...] = ()
    valores: tuple[Any, ...] = ()

    def as_sql(self, *_args: Any, **_opcoes: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.sql:
            self.sql, self.partes = super().as_sql()
        dadas = (self.valores[um.posicao] if isinstance(um, Lugar) else um for um in self.partes)
        return self.sql, tuple(dadas)

    def execute_sql(self, *_args: Any, **_opcoes: Any) -> list[Any]:  # type: ignore[override]
        with preparado(self.connection) as cursor:
            cursor.execute(*self.as_sql())
            return [cursor.fetchall()]


class Guardada(Query):
    """A consulta que dá sempre a mesma escrita."""

    escrita: Escrita

    def get_compiler(self, using: Any = None, *_args: Any, **_opcoes: Any) -> Escrita:
        self.escrita.connection = connections[using]
        return self.escrita


def pronta[*Valores, M: Model](
    montar: Callable[[*Valores], QuerySet[M]],
) -> Callable[[*Valores], list[M]]:
    """A consulta que `montar` monta, na primeira vez de cada linha do servidor; nenhum valor é nulo."""
    desta_linha = local()

    @wraps(montar)
    def responder(*valores: *Valores) -> list[M]:
        if not hasattr(desta_linha, "consulta"):
            desta_linha.consulta = _guardar(montar, len(valores))
        consulta = desta_linha.consulta
        consulta.query.escrita.valores = valores
        return list(consulta._iterable_class(consulta))  # noqa: SLF001  o que o QuerySet percorre

    return responder


def _guardar(montar: Callable[..., QuerySet[Any]], quantos: int) -> QuerySet[Any]:
    consulta = montar(*(Value(Lugar(posicao)) for posicao in range(quantos)))
    guardada: Any = consulta.query.chain(Guardada)
    guardada.escrita = Escrita(guardada, connections[consulta.db], consulta.db)
    consulta.query = guardada
    return consulta
