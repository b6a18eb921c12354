"""Procurar uma palavra em tudo o que o banco guarda: toda coluna de texto, JSON e bytes de toda tabela."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import connection
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUNAS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public'
    AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')
    ORDER BY 1, 2
"""
DEVIDOS = {"contas_selo.cifrado", "ouvidoria_manifestacao.respostas"}
"""Onde o que a denúncia diz pode estar: o selo, cifrado, e as respostas dela."""


def onde_aparece(palavras: Iterable[str], *, menos: Iterable[str] = DEVIDOS) -> list[str]:
    """`tabela.coluna: palavra`, para cada palavra achada fora de `menos`; abre também as sessões."""
    with connection.cursor() as cursor:
        cursor.execute(COLUNAS)
        colunas = [par for par in cursor.fetchall() if ".".join(par) not in set(menos)]
        achados = [
            f"{tabela}.{coluna}: {palavra}"
            for tabela, coluna in colunas
            for palavra in palavras
            if _tem(cursor, tabela, coluna, palavra)
        ]
    for sessao in Session.objects.all():
        dita = str(sessao.get_decoded())
        achados += [f"sessão: {palavra}" for palavra in palavras if palavra in dita]
    return achados


def _tem(cursor: object, tabela: str, coluna: str, palavra: str) -> bool:
    consulta = sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE strpos({}::text, %s) > 0)").format(
        sql.Identifier(tabela), sql.Identifier(coluna)
    )
    cursor.execute(consulta, [palavra])  # type: ignore[attr-defined]
    return bool(cursor.fetchone()[0])  # type: ignore[attr-defined]
