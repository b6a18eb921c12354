"""As consultas em que o banco gasta mais tempo, contadas por ele (pg_stat_statements)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

QUANTAS = 20
SEM_EXTENSAO = (
    "O banco ainda não as conta: ponha pg_stat_statements em shared_preload_libraries, reinicie-o e rode "
    "nele CREATE EXTENSION pg_stat_statements."
)
SEM_BIBLIOTECA = (
    "O banco tem a extensão, mas não a carregou: ponha pg_stat_statements em shared_preload_libraries e "
    "reinicie-o."
)
HA_EXTENSAO = "SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'"
MAIS_LENTAS = r"""
    SELECT query, calls, rows, mean_exec_time, total_exec_time,
           100 * total_exec_time / NULLIF(sum(total_exec_time) OVER (), 0)
    FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND userid = (SELECT oid FROM pg_roles WHERE rolname = current_user)
      AND query ~* '^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\M'
    ORDER BY total_exec_time DESC
    LIMIT %s
"""
"""Só as que o banco guarda sem os valores: nas outras (SET, COPY) poderia haver o dado de alguém."""


class SemConta(Exception):
    """O banco não conta as consultas; a frase diz o que falta."""


@dataclass(frozen=True, slots=True)
class Consulta:
    """Uma consulta, sem os valores, desde que o banco começou a contar."""

    texto: str
    vezes: int
    linhas: int
    media: float
    """Milissegundos."""
    total: float
    """Milissegundos."""
    parte: float
    """De cem, quanto é do tempo de todas."""

    @property
    def segundos(self) -> float:
        return self.total / 1000


def mais_lentas() -> list[Consulta]:
    """As QUANTAS em que o banco gastou mais tempo, da maior à menor. Levanta SemConta."""
    with connection.cursor() as cursor:
        cursor.execute(HA_EXTENSAO)
        if cursor.fetchone() is None:
            raise SemConta(SEM_EXTENSAO)
        try:
            with transaction.atomic():
                cursor.execute(MAIS_LENTAS, [QUANTAS])
        except DatabaseError as erro:
            raise SemConta(SEM_BIBLIOTECA) from erro
        return [Consulta(*linha) for linha in cursor.fetchall()]
