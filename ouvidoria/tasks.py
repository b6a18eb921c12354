"""O que o tempo causa nas manifestações. Escolhe pelo estado e chama a ação; pode rodar duas vezes."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from ouvidoria import acoes, lembretes
from ouvidoria.models import Lembrete, Manifestacao
from protocolo import rotinas
from protocolo.rotinas import aplicar, em_dia

Quem = Lembrete.Quem


@shared_task
def avisar_vencidas() -> None:
    """Prazo vencido: avisa uma vez, no dia seguinte."""
    rotinas.avisar_vencidas(Manifestacao.objects.vencidas, acoes.avisar_vencimento)


@shared_task
def cuidar_complementos() -> None:
    """Lembra na metade do tempo e arquiva no fim dele."""
    rotinas.cuidar_complementos(
        Manifestacao.objects.all(),
        encerrar=acoes.encerrar_complemento,
        lembrar=acoes.lembrar_complemento,
    )


@shared_task
def recalcular_relogios() -> None:
    """Depois de mudança no calendário, refaz os prazos abertos de antes dela, também os dos órgãos."""
    rotinas.recalcular(Manifestacao.objects.all(), acoes.recalcular_prazo)


@shared_task
def contar_a_quem_chegou() -> None:
    """De hora em hora: quem passou a responder por um órgão recebe o que já estava à espera dele."""
    por_saber = lembretes.sem_recado(timezone.localdate())
    aplicar(por_saber.order_by("pk"), acoes.contar_a_quem_chegou, como="envio")


@shared_task
def lembrar_orgaos() -> None:
    """Toda manhã, antes do resumo do dia: o órgão que tem o que responder, antes, no dia e depois."""
    com_o_orgao = em_dia(lembretes.com_o_orgao()).order_by("vence_em", "id")
    aplicar(com_o_orgao, acoes.lembrar_o_orgao, como="envio", regras=_de(Quem.ORGAO), agora=timezone.now())


@shared_task
def lembrar_quem_apura() -> None:
    """Toda manhã: quem apura e não dá notícia há muito tempo."""
    regras, agora = _de(Quem.QUEM_APURA), timezone.now()
    com_quem_apura = lembretes.com_quem_apura().order_by("pk")
    aplicar(com_quem_apura, acoes.lembrar_quem_apura, como="envio", regras=regras, agora=agora)


@shared_task
def lembrar_ouvidoria() -> None:
    """Toda manhã: a Ouvidoria, das que tem de responder."""
    regras, agora = _de(Quem.OUVIDORIA), timezone.now()
    dela = em_dia(lembretes.com_a_ouvidoria()).na_ordem_da_mesa()
    aplicar(dela, acoes.lembrar_a_ouvidoria, regras=regras, agora=agora)


def _de(quem: str) -> list[Lembrete]:
    """Os lembretes em uso, lidos uma vez por volta."""
    return list(Lembrete.objects.filter(quem=quem, ativo=True))
