"""Procurar uma palavra em tudo o que o banco guarda: toda coluna de texto, JSON e bytes de toda tabela."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import connection
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUNAS = """
    SELECT table_name, array_agg(column_name::text ORDER BY column_name)
    FROM information_schema.columns
    WHERE table_schema = 'public'
    AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')
    GROUP BY table_name
    ORDER BY table_name
"""
DEVIDOS = {"contas_selo.cifrado", "ouvidoria_manifestacao.respostas"}
"""Onde o que a denúncia diz pode estar: o selo, cifrado, e as respostas dela."""


def onde_aparece(palavras: Iterable[str], *, menos: Iterable[str] = DEVIDOS) -> list[str]:
    """`tabela.coluna: palavra`, para cada palavra achada fora de `menos`; abre também as sessões."""
    procuradas, fora = list(palavras), set(menos)
    with connection.cursor() as cursor:
        cursor.execute(COLUNAS)
        achados = []
        for tabela, todas in cursor.fetchall():
            colunas = [coluna for coluna in todas if f"{tabela}.{coluna}" not in fora]
            if colunas:
                cursor.execute(_onde(tabela, colunas), [procuradas])
                achados += [f"{tabela}.{coluna}: {palavra}" for coluna, palavra in cursor.fetchall()]
    for sessao in Session.objects.all():
        dita = str(sessao.get_decoded())
        achados += [f"sessão: {palavra}" for palavra in procuradas if palavra in dita]
    return achados


def _onde(tabela: str, colunas: Iterable[str]) -> sql.Composed:
    """Cada coluna da tabela em que está cada palavra: uma ida ao banco, e não uma por par."""
    em_cada = sql.SQL(
        "SELECT {nome} AS coluna, palavra, vez FROM procuradas"
        " WHERE EXISTS (SELECT 1 FROM {tabela} WHERE strpos({coluna}::text, palavra) > 0)"
    )
    partes = [
        em_cada.format(nome=sql.Literal(um), tabela=sql.Identifier(tabela), coluna=sql.Identifier(um))
        for um in colunas
    ]
    return sql.SQL(
        "WITH procuradas AS (SELECT * FROM unnest(%s::text[]) WITH ORDINALITY AS p(palavra, vez))"
        " SELECT coluna, palavra FROM ({}) AS achadas ORDER BY coluna, vez"
    ).format(sql.SQL(" UNION ALL ").join(partes))
