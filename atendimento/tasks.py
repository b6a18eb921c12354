"""O que o tempo causa no atendimento. Escolhe pelo estado e chama a ação; pode rodar duas vezes."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from atendimento import acoes


@shared_task
def acabar_esquecidos() -> None:
    """De minuto em minuto: o atendimento aberto em que nada se fez por tempo demais acaba sem resultado."""
    acoes.acabar_esquecidos(em=timezone.now())


@shared_task
def juntar_retornos() -> None:
    """De cinco em cinco minutos: quem não soube de nada do seu caso entra na lista de retorno."""
    acoes.juntar_retornos(em=timezone.now())


@shared_task
def contar_os_dias() -> None:
    """Toda noite: as contas da supervisão de cada dia que acabou, e ao Guia o que se consulta sem pedir."""
    hoje = timezone.localdate()
    acoes.contar_os_dias(hoje=hoje)
    acoes.contar_para_o_guia(hoje=hoje)


@shared_task
def aplicar_a_guarda() -> None:
    """Toda noite: apaga os atendimentos que passaram do tempo de guarda."""
    acoes.aplicar_a_guarda(em=timezone.now())


@shared_task
def esquecer_chamadas() -> None:
    """De hora em hora: o número da chamada de que não se disse o fim, e as de ontem."""
    acoes.esquecer_chamadas(em=timezone.now())
