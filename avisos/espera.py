"""Há quanto tempo os avisos esperam para sair, por canal e urgência: a idade conta desde que ele nasceu."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from prometheus_client.core import GaugeMetricFamily, Metric

from avisos.canais.base import parado
from avisos.canais.destinos import PASSOU_DO_TETO
from avisos.entrega import FINAL
from avisos.models import Aviso, Envio
from avisos.situacoes import QUE_TOCAM, Canal
from referencia import limites

DEMORA = {True: limites.AVISO_URGENTE, False: limites.AVISO}
"""Urgente ou não → quanto pode demorar a sair."""
FOLGA = 20
"""Atrasados que não dizem nada do canal, se outros saem por ele: caixas cheias, casas que mandam esperar."""
NAO_CHEGARAM = (Aviso.Situacao.SEM_CONTATO, Aviso.Situacao.FALHOU)
NAO_SAIRAM = timedelta(hours=1)
"""De quanto tempo se contam, nas métricas, os que falharam: quem olha vê se é agora."""


@dataclass(frozen=True, slots=True)
class Espera:
    """Os avisos que esperam por um canal; `bem` é falso se o canal parece parado."""

    canal: str
    urgente: bool
    quantos: int
    desde: datetime
    bem: bool

    @property
    def nome(self) -> str:
        nome = Canal(self.canal).label if self.canal else "sem canal ainda"
        return f"{nome}, urgentes" if self.urgente else nome


def esperas(em: datetime) -> Iterator[Espera]:
    """Um grupo por canal e urgência; quem espera a sua hora (silêncio, limite do dia) não conta."""
    marcada = Q(proxima_em__gt=em) & (Q(erro=PASSOU_DO_TETO) | Q(canal__in=QUE_TOCAM, tentativas=0))
    esperam = Aviso.objects.filter(situacao__in=Aviso.ABERTAS).exclude(marcada)
    for urgente, demora in DEMORA.items():
        contados = {
            "quantos": Count("pk"),
            "desde": Min("criado_em"),
            "atrasados": Count("pk", filter=Q(criado_em__lte=em - demora)),
        }
        grupos = esperam.filter(urgente=urgente).values("canal").annotate(**contados).order_by("canal")
        for grupo in grupos:
            yield _espera(grupo, demora, urgente=urgente)


def _espera(grupo: Mapping[str, Any], demora: timedelta, *, urgente: bool) -> Espera:
    canal, desde, atrasados = grupo["canal"], grupo["desde"], grupo["atrasados"]
    bem = not atrasados or parado(canal) or (atrasados <= FOLGA and _saiu_algum(canal, desde + demora))
    return Espera(canal, urgente, grupo["quantos"], desde, bem)


def _saiu_algum(canal: str, desde: datetime) -> bool:
    """Alguém aceitou uma mensagem por este canal depois de a mais antiga se atrasar."""
    saidos = Envio.objects.filter(canal=canal, criado_em__gte=desde - FINAL, aceito_em__gte=desde)
    return saidos.exists()


def medidas(agora: datetime) -> Iterator[Metric]:
    """Para `/metricas/`: os que estão por sair, os que falharam há pouco, e a idade do mais antigo."""
    nao_sairam = Q(situacao__in=NAO_CHEGARAM, criado_em__gte=agora - NAO_SAIRAM)
    contados = Aviso.objects.filter(Q(situacao__in=Aviso.ABERTAS) | nao_sairam)
    quantos = GaugeMetricFamily("sp156_avisos", "Avisos, por canal e situação.", labels=["canal", "situacao"])
    for canal, situacao, n in contados.order_by().values_list("canal", "situacao").annotate(n=Count("pk")):
        quantos.add_metric([canal, situacao], n)
    idade = GaugeMetricFamily(
        "sp156_aviso_mais_antigo_segundos",
        "Há quanto tempo espera o mais antigo; quem espera a sua hora não conta.",
        labels=["canal", "urgente"],
    )
    parados = GaugeMetricFamily(
        "sp156_avisos_parados", "1 se o canal parece parado.", labels=["canal", "urgente"]
    )
    for um in esperas(agora):
        rotulos = [um.canal, "sim" if um.urgente else "nao"]
        idade.add_metric(rotulos, (agora - um.desde).total_seconds())
        parados.add_metric(rotulos, int(not um.bem))
    yield from (quantos, idade, parados)
