"""O que o tempo causa nos pedidos de informação. Escolhe pelo estado, chama a ação; pode rodar duas vezes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from contas.autor import SISTEMA
from esic import acoes
from esic.esperas import ESPERAS
from esic.models import Lembrete, Pedido
from protocolo.calendario import carregar_calendario
from protocolo.legais import calendario_mudou_em
from protocolo.rotinas import aplicar

if TYPE_CHECKING:
    from esic.models import PedidoQuerySet


def _em_dia() -> PedidoQuerySet:
    """O que espera o recálculo fica para depois dele."""
    return Pedido.objects.com_relogio_em_dia(calendario_mudou_em())


@shared_task
def recalcular_relogios() -> None:
    """Depois de mudança no calendário, refaz os prazos abertos de antes dela, e só esses."""
    mudanca = calendario_mudou_em()
    if mudanca is None:
        return
    agora, calendario = timezone.now(), carregar_calendario()
    antigos = Pedido.objects.calculados_antes(mudanca).select_related("orgao").order_by("vence_em", "id")
    aplicar(antigos, acoes.recalcular_prazo, por=SISTEMA, calendario=calendario, em=agora)


@shared_task
def avisar_vencidos() -> None:
    """Prazo vencido sem resposta: avisa uma vez, no dia seguinte."""
    hoje = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    vencidos = _em_dia().vencidos(hoje).filter(vencimento_avisado_em=None)
    aplicar(vencidos.order_by("vence_em", "id"), acoes.avisar_vencimento, por=SISTEMA)


@shared_task
def subir_de_oficio() -> None:
    """Com ESIC_RECURSO_DE_OFICIO ligado: o que ninguém respondeu ou decidiu no prazo sobe sozinho."""
    if not settings.ESIC_RECURSO_DE_OFICIO:
        return
    parados = _em_dia().a_subir_de_oficio(timezone.now())
    aplicar(parados.order_by("vence_em", "id"), acoes.subir_de_oficio, por=SISTEMA)


@shared_task
def encerrar_passados() -> None:
    """Passou o tempo de recorrer, ou não há a quem, e nada falta cumprir."""
    acabados = _em_dia().a_encerrar(timezone.now())
    aplicar(acabados.order_by("id"), acoes.encerrar, por=SISTEMA)


@shared_task
def contar_a_quem_chegou() -> None:
    """De hora em hora: quem passou a responder ou a decidir recebe o que já estava à espera."""
    hoje = timezone.localdate()
    for espera in ESPERAS:
        por_saber = espera.por_saber(hoje).order_by("pk")
        aplicar(por_saber, acoes.contar_a_quem_chegou, como="linha", espera=espera)


@shared_task
def lembrar() -> None:
    """Toda manhã, antes do resumo do dia: quem está com a bola, antes do prazo, no dia e depois."""
    agora = timezone.now()
    regras = list(Lembrete.objects.filter(ativo=True))
    for espera in ESPERAS:
        dela = [regra for regra in regras if regra.quem == espera.quem]
        linhas = espera.linhas().order_by(espera.ate, "pk")
        aplicar(linhas, acoes.lembrar, como="linha", espera=espera, regras=dela, agora=agora)
