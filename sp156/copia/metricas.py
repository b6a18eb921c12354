"""O que se conta das cópias para `/metricas/`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max
from prometheus_client.core import GaugeMetricFamily, Metric

from sp156.copia import chaves
from sp156.copia.models import Copia


def medidas(agora: datetime) -> Iterator[Metric]:
    """Sem cópia, ou sem ensaio, a idade não sai: não há de que a contar."""
    ultima = Copia.objects.completas().aggregate(em=Max("acabou_em"))["em"]
    if ultima:
        idade = (agora - ultima).total_seconds()
        yield GaugeMetricFamily(
            "sp156_copia_segundos", "Há quanto tempo acabou a última cópia completa.", idade
        )
    tentada = Copia.objects.first()
    if tentada:
        faltam = tentada.quantos_faltam
        yield GaugeMetricFamily("sp156_copia_faltam", "Arquivos que faltaram à última cópia.", faltam)
    ensaiada = Copia.objects.ensaiadas().order_by("-ensaiada_em").first()
    if ensaiada and ensaiada.ensaiada_em:
        idade = (agora - ensaiada.ensaiada_em).total_seconds()
        yield GaugeMetricFamily("sp156_ensaio_segundos", "Há quanto tempo foi o último ensaio.", idade)
        yield GaugeMetricFamily(
            "sp156_ensaio_diferencas", "O que não conferiu no último ensaio.", ensaiada.diferencas or 0
        )
    yield GaugeMetricFamily(
        "sp156_chaves_estranhas", "Segredos do ambiente que não são os deste banco.", len(chaves.estranhas())
    )
