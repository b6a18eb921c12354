"""A cópia guardada do que a base traz, e a volta a ela em poucos milésimos.

O esquema `guardado` tem uma cópia de cada tabela que a base traz preenchida, e a função que volta a ela.
"""

from __future__ import annotations

import psycopg
from django.db import connection, transaction
from psycopg import sql

from tests.bancos import url_na_rodada

ESVAZIAR = sql.SQL("""
    IF EXISTS (SELECT FROM public.{nome}) THEN
        DELETE FROM public.{nome};
    END IF;
""")
"""DELETE e não TRUNCATE: com tabelas de poucas linhas, cem vezes mais rápido."""

TRAZER_DE_VOLTA = sql.SQL("""
    IF (SELECT count(*) FROM public.{nome}) <> (SELECT count(*) FROM guardado.{nome})
        OR EXISTS (TABLE public.{nome} EXCEPT TABLE guardado.{nome})
    THEN
        DELETE FROM public.{nome};
        INSERT INTO public.{nome} TABLE guardado.{nome};
    END IF;
""")
"""Só o que mudou: quase nenhum teste mexe nas permissões, e regravá-las a cada um incharia a tabela."""

REPOR = sql.SQL("""
    CREATE FUNCTION guardado.repor() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        {comandos}
    END $$
""")
"""Uma função, e não o comando de cada vez: o banco só planeia na primeira as cento e tantas tabelas."""


@transaction.atomic
def guardar() -> None:
    """Copia o que há agora em cada tabela: é a isto que `repor` volta."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        todas = [nome for (nome,) in cursor.fetchall()]
        cursor.execute("CREATE SCHEMA guardado")
        comandos = []
        for nome in todas:
            cursor.execute(_sobre(nome, "SELECT EXISTS (SELECT FROM public.{nome})"))
            if cursor.fetchone() == (True,):
                cursor.execute(_sobre(nome, "CREATE TABLE guardado.{nome} AS TABLE public.{nome}"))
                comandos.append(TRAZER_DE_VOLTA.format(nome=sql.Identifier(nome)))
            else:
                comandos.append(ESVAZIAR.format(nome=sql.Identifier(nome)))
        cursor.execute(REPOR.format(comandos=sql.SQL("\n").join(comandos)))


def _sobre(nome: str, comando: str) -> sql.Composed:
    return sql.SQL(comando).format(nome=sql.Identifier(nome))


def repor() -> None:
    """Volta ao que se guardou, e esvazia o que não se guardou, sem conferir chaves estrangeiras no caminho.

    A ligação é só disto: mudar o `session_replication_role` faria o banco esquecer os planos dela.
    """
    nome = connection.settings_dict["NAME"]
    if nome not in _ligacoes:
        opcoes = "-c session_replication_role=replica"
        _ligacoes[nome] = psycopg.connect(url_na_rodada(nome), autocommit=True, options=opcoes)
    _ligacoes[nome].execute("SELECT guardado.repor()")


_ligacoes: dict[str, psycopg.Connection] = {}
"""A de cada banco que um teste deste processo gravou de verdade."""


def fechar_ligacoes() -> None:
    """No fim do processo."""
    while _ligacoes:
        _ligacoes.popitem()[1].close()
