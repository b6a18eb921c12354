"""O que se mede da Ouvidoria."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from ouvidoria.models import Manifestacao


def medidas(agora: datetime) -> Iterator[Metric]:
    vencidas = Manifestacao.objects.vencidas(agora).count()
    yield GaugeMetricFamily("sp156_manifestacoes_vencidas", "Manifestações vencidas.", vencidas)
