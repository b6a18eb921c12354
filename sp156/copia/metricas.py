"""O que se conta das cópias para `/metricas/`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from sp156.copia import chaves
from sp156.copia.models import Copia, ultima_completa_em


def medidas(agora: datetime) -> Iterator[Metric]:
    """Sem cópia, ou sem ensaio das que há, a idade é infinita, e o alerta toca como o vigia."""
    copia = GaugeMetricFamily("sp156_copia_segundos", "Há quanto tempo acabou a última cópia completa.")
    faltam = GaugeMetricFamily("sp156_copia_faltam", "Arquivos que faltaram à última cópia.")
    ensaio = GaugeMetricFamily("sp156_ensaio_segundos", "Há quanto tempo foi o último ensaio.")
    diferencas = GaugeMetricFamily("sp156_ensaio_diferencas", "O que não conferiu no último ensaio.")
    estranhas = GaugeMetricFamily("sp156_chaves_estranhas", "Segredos que não são os deste banco.")
    completa_em = ultima_completa_em()
    copia.add_metric([], (agora - completa_em).total_seconds() if completa_em else math.inf)
    if tentada := Copia.objects.first():
        faltam.add_metric([], tentada.quantos_faltam)
    if Copia.objects.guardadas().exists():
        ensaiada = Copia.objects.ultima_ensaiada()
        ensaiada_em = ensaiada.ensaiada_em if ensaiada else None
        ensaio.add_metric([], (agora - ensaiada_em).total_seconds() if ensaiada_em else math.inf)
        diferencas.add_metric([], ensaiada.diferencas or 0 if ensaiada else 0)
    estranhas.add_metric([], len(chaves.estranhas()))
    yield from (copia, faltam, ensaio, diferencas, estranhas)
