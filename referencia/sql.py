"""O SQL que se escreve à mão, onde montá-lo pelo ORM custa mais que executá-lo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def ler(consulta: str, valores: Sequence[Any] | Mapping[str, Any]) -> list[dict[str, Any]]:
    """As linhas que o banco responde, cada coluna pelo nome."""
    with connection.cursor() as cursor:
        cursor.execute(consulta, valores)
        nomes = [coluna.name for coluna in cursor.description]
        return [dict(zip(nomes, linha, strict=True)) for linha in cursor.fetchall()]
