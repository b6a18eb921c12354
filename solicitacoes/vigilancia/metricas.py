"""O que se mede dos pedidos de serviço: os vencidos, os da triagem e os que esperam onde não há ninguém."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from roteamento.models.unidades import TRIAGEM
from solicitacoes.models import Solicitacao
from solicitacoes.vigilancia.vigias import que_ninguem_ve


def medidas(agora: datetime) -> Iterator[Metric]:
    abertas = Solicitacao.objects.nativas().abertas()
    vencidas = abertas.vencidas(agora).count()
    yield GaugeMetricFamily("sp156_solicitacoes_vencidas", "Pedidos de serviço vencidos.", value=vencidas)
    contados = {"quantos": Count("pk"), "desde": Min("aberta_em")}
    na_triagem = abertas.filter(unidade__sigla=TRIAGEM).aggregate(**contados)
    yield GaugeMetricFamily("sp156_triagem", "Pedidos abertos na triagem.", value=na_triagem["quantos"])
    desde = na_triagem["desde"] or agora
    yield GaugeMetricFamily(
        "sp156_triagem_mais_antigo_segundos",
        "Há quanto tempo se abriu o mais antigo da triagem.",
        value=(agora - desde).total_seconds(),
    )
    contados = {"pedidos": Count("pk"), "unidades": Count("unidade", distinct=True)}
    sem_gente = que_ninguem_ve(timezone.localdate(agora)).aggregate(**contados)
    yield GaugeMetricFamily(
        "sp156_unidades_sem_gente",
        "Unidades com pedido aberto cuja caixa ninguém abre.",
        value=sem_gente["unidades"],
    )
    yield GaugeMetricFamily(
        "sp156_pedidos_sem_gente", "Pedidos abertos nessas unidades.", value=sem_gente["pedidos"]
    )
