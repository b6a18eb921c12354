"""Contar sem percorrer uma tabela grande: o que passa do teto se diz "mais de"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

TETO = 1000
"""Até onde se conta; daí em diante a página diz "mais de 1.000"."""


def contar_ate(consultas: Iterable[QuerySet[Any, Any]], teto: int = TETO) -> list[int]:
    """Quantos cada uma escolhe, sem passar do teto por mais de um: uma consulta só para todas.

    A ordem de cada uma é a do índice que se quer: sem ela o banco pode preferir ler a tabela inteira. O ORM
    escreve cada conta; juntá-las por ele custava mais que escrevê-las.
    """
    contas = [_conta(consulta.values("pk")[: teto + 1]) for consulta in consultas]
    if not contas:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(sql for sql, _ in contas)}",  # noqa: S608  escritas pelo ORM
            [valor for _, valores in contas for valor in valores],
        )
        return list(cursor.fetchone())


def _conta(primeiros: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    try:
        sql, valores = primeiros.query.sql_with_params()
    except EmptyResultSet:  # a busca não deixou o que procurar
        return "0", []
    return f"(SELECT count(*) FROM ({sql}) AS primeiros)", valores  # noqa: S608  escrito pelo ORM
