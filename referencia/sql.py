"""O SQL que se escreve à mão, onde montá-lo pelo ORM custa mais que executá-lo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


def ler(consulta: str, valores: Sequence[Any] | Mapping[str, Any]) -> list[dict[str, Any]]:
    """As linhas que o banco responde, cada coluna pelo nome."""
    with connection.cursor() as cursor:
        cursor.execute(consulta, valores)
        nomes = [coluna.name for coluna in cursor.description]
        return [dict(zip(nomes, linha, strict=True)) for linha in cursor.fetchall()]


@contextmanager
def num_momento_so() -> Iterator[None]:
    """Uma transação em que tudo o que se lê é de um momento; dentro de outra, o momento é o dela."""
    de_fora = not connection.in_atomic_block
    with transaction.atomic():
        if de_fora:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
