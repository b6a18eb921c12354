"""A cópia guardada do que a base traz, e a volta a ela em poucos milésimos."""

from __future__ import annotations

from django.db import connection, transaction

GUARDADO = "guardado"
"""O esquema com uma cópia de cada tabela que a base traz preenchida."""


def preenchidas() -> list[str]:
    """As tabelas com alguma linha."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tabelas = [nome for (nome,) in cursor.fetchall()]
        cheias = [f"SELECT '{nome}' WHERE EXISTS (SELECT FROM public.\"{nome}\")" for nome in tabelas]  # noqa: S608
        cursor.execute(" UNION ALL ".join(cheias))
        return [nome for (nome,) in cursor.fetchall()]


@transaction.atomic
def guardar() -> None:
    """Copia o que há agora em cada tabela: é a isto que `repor` volta."""
    with connection.cursor() as cursor:
        nomes = preenchidas()
        cursor.execute(f"CREATE SCHEMA {GUARDADO}")
        for nome in nomes:
            cursor.execute(f'CREATE TABLE {GUARDADO}."{nome}" AS TABLE public."{nome}"')


@transaction.atomic
def repor() -> None:
    """Esvazia tudo e põe de volta o que se guardou, sem conferir chaves estrangeiras no caminho.

    DELETE e não TRUNCATE: com tabelas de poucas linhas, cem vezes mais rápido.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"SELECT tablename FROM pg_tables WHERE schemaname = '{GUARDADO}'")
        guardadas = [nome for (nome,) in cursor.fetchall()]
        comandos = [f'DELETE FROM public."{nome}"' for nome in preenchidas()]
        comandos += [f'INSERT INTO public."{nome}" SELECT * FROM {GUARDADO}."{nome}"' for nome in guardadas]
        cursor.execute("; ".join(comandos))
