"""Junta o que os processos da web contam com o que se lê do banco, com prazo, e se guarda por um instante."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

import avisos.espera
import documentos.quarentena
import esic.metricas
import ouvidoria.metricas
import solicitacoes.vigilancia.metricas
import sp156.copia.metricas
from sp156.metricas import banco, filas
from sp156.saude.views import banco_responde

COLETORES: dict[str, Callable[[datetime], Iterator[Metric]]] = {
    "banco": banco.medidas,
    "avisos": avisos.espera.medidas,
    "arquivos": documentos.quarentena.medidas,
    "copias": sp156.copia.metricas.medidas,
    "solicitacoes": solicitacoes.vigilancia.metricas.medidas,
    "esic": esic.metricas.medidas,
    "ouvidoria": ouvidoria.metricas.medidas,
}
"""Parte → o que ela lê do banco: poucas consultas, e cada uma com PRAZO."""
PRAZO = 2_000
"""Milissegundos que cada consulta tem: o monitoramento não atrasa quem pede um serviço."""
GUARDAR = 15
"""Segundos: dois monitoramentos que perguntam juntos leem o banco uma vez."""
DIVIDIDA = "PROMETHEUS_MULTIPROC_DIR"
"""Onde os processos da web juntam o que contam; quem serve a web a diz (`sp156.web.servidor`)."""

registro = logging.getLogger(__name__)


class Tudo(Collector):
    """O que uma visita do Prometheus leva."""

    def collect(self) -> Iterator[Metric]:
        yield from _dos_processos()
        yield from filas.medidas()
        yield from _do_banco()


def _dos_processos() -> Iterator[Metric]:
    """Com mais de um processo, a soma de todos, também dos que já acabaram."""
    if DIVIDIDA not in os.environ:
        yield from REGISTRY.collect()
        return
    _esquecer_mortos(Path(os.environ[DIVIDIDA]))
    todos = CollectorRegistry()
    multiprocess.MultiProcessCollector(todos)  # type: ignore[no-untyped-call]
    yield from todos.collect()


def _esquecer_mortos(pasta: Path) -> None:
    """O que está aberto agora (as correntes) não se soma de um processo que acabou."""
    for arquivo in pasta.glob("gauge_live*.db"):
        pid = arquivo.stem.rpartition("_")[2]
        if not Path(f"/proc/{pid}").exists():
            multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


def _do_banco() -> Iterator[Metric]:
    responde = banco_responde()
    yield GaugeMetricFamily("sp156_banco_responde", "1 se o banco responde.", value=int(responde))
    falhou = GaugeMetricFamily("sp156_coleta_falhou", "1 se esta parte não se leu.", labels=["parte"])
    for parte, coletor in COLETORES.items():
        lidas = _lidas(parte, coletor) if responde else None
        falhou.add_metric([parte], int(lidas is None))
        yield from lidas or ()
    yield falhou


def _lidas(parte: str, coletor: Callable[[datetime], Iterator[Metric]]) -> list[Metric] | None:
    """O que esta parte conta, lido agora ou há pouco; None se o banco não o diz a tempo."""
    chave = f"metricas:{parte}"
    guardadas: list[Metric] | None = cache.get(chave)
    if guardadas is None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PRAZO)])
                guardadas = list(coletor(timezone.now()))
        except DatabaseError as erro:
            registro.warning("as métricas de %s não se leram: %s", parte, type(erro).__name__)
            return None
        cache.set(chave, guardadas, GUARDAR)
    return guardadas
