"""O que se conta das cópias para `/metricas/`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from sp156.copia import chaves
from sp156.copia.models import Copia


def medidas(agora: datetime) -> Iterator[Metric]:
    """Sem cópia, ou sem ensaio, a idade não tem valor: não há de que a contar."""
    copia = GaugeMetricFamily("sp156_copia_segundos", "Há quanto tempo acabou a última cópia completa.")
    faltam = GaugeMetricFamily("sp156_copia_faltam", "Arquivos que faltaram à última cópia.")
    ensaio = GaugeMetricFamily("sp156_ensaio_segundos", "Há quanto tempo foi o último ensaio.")
    diferencas = GaugeMetricFamily("sp156_ensaio_diferencas", "O que não conferiu no último ensaio.")
    estranhas = GaugeMetricFamily("sp156_chaves_estranhas", "Segredos que não são os deste banco.")
    if completa := Copia.objects.completas().first():
        copia.add_metric([], (agora - completa.acabou_em).total_seconds())
    if tentada := Copia.objects.first():
        faltam.add_metric([], tentada.quantos_faltam)
    ensaiada = Copia.objects.ensaiadas().order_by("-ensaiada_em").first()
    if ensaiada and ensaiada.ensaiada_em:
        ensaio.add_metric([], (agora - ensaiada.ensaiada_em).total_seconds())
        diferencas.add_metric([], ensaiada.diferencas or 0)
    estranhas.add_metric([], len(chaves.estranhas()))
    yield from (copia, faltam, ensaio, diferencas, estranhas)
