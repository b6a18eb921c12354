"""O que o PostgreSQL diz de si: as conexões, há quanto tempo alguém segura uma, e a sequência mais gasta."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from referencia import sql

CONEXOES = """SELECT
    CASE WHEN application_name LIKE 'sp156-%%' THEN application_name ELSE 'outros' END AS processo,
    coalesce(state, 'outro') AS estado, count(*) AS quantas,
    coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::float8 AS ha
FROM pg_stat_activity WHERE datname IS NOT NULL AND pid <> pg_backend_pid()
    AND coalesce(backend_type, 'client backend') = 'client backend'
GROUP BY 1, 2 ORDER BY 1, 2"""
"""As que contam para `max_connections`, de todos os bancos; de outro papel só se sabe o banco.

O nome que outro programa dá de si pode ser o de uma pessoa: não sai daqui.
"""
CABEM = "SELECT current_setting('max_connections')::int AS cabem"
SEQUENCIA = """SELECT sequencename AS nome, last_value::float8 / max_value AS usada FROM pg_sequences
WHERE last_value IS NOT NULL ORDER BY usada DESC LIMIT 1"""


def medidas(_agora: datetime) -> Iterator[Metric]:
    conexoes = GaugeMetricFamily(
        "sp156_conexoes", "Conexões com o banco, por processo e estado.", labels=["processo", "estado"]
    )
    transacao = GaugeMetricFamily(
        "sp156_transacao_segundos",
        "Há quanto tempo está aberta a transação mais velha.",
        labels=["processo", "estado"],
    )
    cabem = GaugeMetricFamily("sp156_conexoes_maximo", "Conexões que o banco aceita.")
    for linha in sql.ler(CONEXOES, {}):
        conexoes.add_metric([linha["processo"], linha["estado"]], linha["quantas"])
        transacao.add_metric([linha["processo"], linha["estado"]], linha["ha"])
    for linha in sql.ler(CABEM, {}):
        cabem.add_metric([], linha["cabem"])
    usada = GaugeMetricFamily(
        "sp156_sequencia_usada", "Parte já usada da sequência mais gasta, de 0 a 1.", labels=["sequencia"]
    )
    for linha in sql.ler(SEQUENCIA, {}):
        usada.add_metric([linha["nome"]], linha["usada"])
    yield from (conexoes, transacao, cabem, usada)
