"""O que o tempo causa nos pedidos de informação. Escolhe pelo estado, chama a ação; pode rodar duas vezes."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from contas.autor import SISTEMA
from esic import acoes
from esic.models import Lembrete, Pedido
from esic.pendencias import PENDENCIAS
from protocolo.rotinas import relogios
from protocolo.rotinas.relogios import aplicar, em_dia
from roteamento import pendencias


@shared_task
def recalcular_relogios() -> None:
    """Depois de mudança no calendário, refaz os prazos abertos de antes dela, e só esses."""
    relogios.recalcular(Pedido.objects.select_related("orgao"), acoes.recalcular_prazo)


@shared_task
def avisar_vencidos() -> None:
    """Prazo vencido sem resposta: avisa uma vez, no dia seguinte."""
    relogios.avisar_vencidas(Pedido.objects.vencidos, acoes.avisar_vencimento)


@shared_task
def subir_de_oficio() -> None:
    """Com ESIC_RECURSO_DE_OFICIO ligado: o que ninguém respondeu ou decidiu no prazo sobe sozinho."""
    if not settings.ESIC_RECURSO_DE_OFICIO:
        return
    parados = em_dia(Pedido.objects.a_subir_de_oficio(timezone.now()))
    aplicar(parados.order_by("vence_em", "id"), acoes.subir_de_oficio, por=SISTEMA)


@shared_task
def encerrar_passados() -> None:
    """Passou o tempo de recorrer, ou não há a quem, e nada falta cumprir."""
    acabados = em_dia(Pedido.objects.a_encerrar(timezone.now()))
    aplicar(acabados.order_by("id"), acoes.encerrar, por=SISTEMA)


@shared_task
def notificar_quem_chegou() -> None:
    """De hora em hora: quem passou a responder ou a decidir recebe o que já estava à espera."""
    pendencias.notificar_quem_chegou(PENDENCIAS)


@shared_task
def lembrar() -> None:
    """Toda manhã, antes do resumo do dia: quem está com a bola, antes do prazo, no dia e depois."""
    pendencias.lembrar(PENDENCIAS, Lembrete)
