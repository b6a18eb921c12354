"""O que o tempo causa nas manifestações. Escolhe pelo estado e chama a ação; pode rodar duas vezes."""

from __future__ import annotations

from celery import shared_task

from ouvidoria import acoes
from ouvidoria.models import Lembrete, Manifestacao
from ouvidoria.pendencias import APURACAO, DO_DESTINO, MESA, ORGAO
from protocolo.rotinas import relogios
from roteamento import pendencias


@shared_task
def avisar_vencidas() -> None:
    """Prazo vencido: avisa uma vez, no dia seguinte."""
    relogios.avisar_vencidas(Manifestacao.objects.vencidas, acoes.avisar_vencimento)


@shared_task
def cuidar_complementos() -> None:
    """Lembra na metade do tempo e arquiva no fim dele."""
    relogios.cuidar_complementos(
        Manifestacao.objects.all(),
        encerrar=acoes.encerrar_complemento,
        lembrar=acoes.lembrar_complemento,
    )


@shared_task
def recalcular_relogios() -> None:
    """Depois de mudança no calendário, refaz os prazos abertos de antes dela, também os dos órgãos."""
    relogios.recalcular(Manifestacao.objects.all(), acoes.recalcular_prazo)


@shared_task
def notificar_quem_chegou() -> None:
    """De hora em hora: quem passou a responder por um órgão recebe o que já estava à espera dele."""
    pendencias.notificar_quem_chegou(DO_DESTINO.values())


@shared_task
def lembrar_orgaos() -> None:
    """Toda manhã, antes do resumo do dia: o órgão que tem o que responder, antes, no dia e depois."""
    pendencias.lembrar([ORGAO], Lembrete)


@shared_task
def lembrar_quem_apura() -> None:
    """Toda manhã: quem apura e não dá notícia há muito tempo."""
    pendencias.lembrar([APURACAO], Lembrete)


@shared_task
def lembrar_ouvidoria() -> None:
    """Toda manhã: a Ouvidoria, das que tem de responder."""
    pendencias.lembrar([MESA], Lembrete)
