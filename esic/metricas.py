"""O que se mede do acesso à informação."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from esic.models import Pedido


def medidas(agora: datetime) -> Iterator[Metric]:
    vencidos = Pedido.objects.vencidos(agora).count()
    yield GaugeMetricFamily("sp156_esic_vencidos", "Pedidos de informação sem resposta e vencidos.", vencidos)
