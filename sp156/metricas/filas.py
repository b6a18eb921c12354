"""As tarefas que esperam em cada fila, há quanto tempo, e a última batida que passou por ela."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Iterator

from django.conf import settings
from prometheus_client.core import GaugeMetricFamily, Metric
from redis import Redis, RedisError

from sp156.fila.posta_em import POSTA_EM
from sp156.saude.estado import PRAZO_DA_FILA, batidas


def medidas() -> Iterator[Metric]:
    """Sem a fila no ar, diz só que ela não responde."""
    tarefas = GaugeMetricFamily("sp156_tarefas", "Tarefas que esperam, por fila.", labels=["fila"])
    mais_antiga = GaugeMetricFamily(
        "sp156_tarefa_mais_antiga_segundos", "Há quanto tempo espera a mais antiga.", labels=["fila"]
    )
    responde = 1
    try:
        for fila, quantas, proxima in _lidas():
            tarefas.add_metric([fila], quantas)
            mais_antiga.add_metric([fila], _idade(proxima))
    except (RedisError, OSError):
        responde = 0
    yield GaugeMetricFamily("sp156_fila_responde", "1 se o Redis ou Valkey responde.", value=responde)
    yield from (tarefas, mais_antiga, _sem_batida(settings.FILAS if responde else ()))


def _lidas() -> Iterator[tuple[str, int, bytes | None]]:
    prazos = {"socket_timeout": PRAZO_DA_FILA, "socket_connect_timeout": PRAZO_DA_FILA}
    with Redis.from_url(settings.REDIS_URL, **prazos, retry=None) as servidor:
        for fila in settings.FILAS:
            yield fila, servidor.llen(fila), servidor.lindex(fila, -1)


def _idade(proxima: bytes | None) -> float:
    """A primeira a sair é a do fim da lista; vazia, ou posta por outro programa, zero."""
    try:
        posta_em = float(json.loads(proxima or b"{}")["headers"][POSTA_EM])
    except (ValueError, KeyError, TypeError):
        return 0.0
    return max(time.time() - posta_em, 0.0)


def _sem_batida(filas: Iterable[str]) -> Metric:
    sem = GaugeMetricFamily(
        "sp156_fila_sem_batida_segundos",
        "Há quanto tempo a agenda não passa por esta fila e por quem a lê; infinito se nunca passou.",
        labels=["fila"],
    )
    agora, lidas = time.time(), batidas()
    for fila in filas:
        sem.add_metric([fila], agora - lidas[fila].timestamp() if fila in lidas else math.inf)
    return sem
