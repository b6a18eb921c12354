"""O que o tempo causa no atendimento. Escolhe pelo estado e chama a ação; pode rodar duas vezes."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from atendimento import acoes
from avisos.canais.vez import um_de_cada_vez


@shared_task
def acabar_esquecidos() -> None:
    """De minuto em minuto: o atendimento aberto em que nada se fez por tempo demais acaba sem resultado."""
    acoes.acabar_esquecidos(em=timezone.now())


@shared_task
def juntar_retornos() -> None:
    """De cinco em cinco minutos: quem não soube de nada do seu caso entra na lista de retorno."""
    acoes.juntar_retornos(em=timezone.now())


@shared_task
@um_de_cada_vez
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


@shared_task
def cuidar_das_conversas() -> None:
    """De quatro em quatro segundos: devolve as de quem não deu sinal, e dá as da fila a quem tem lugar."""
    agora = timezone.now()
    acoes.devolver_sem_sinal(em=agora)
    acoes.distribuir(em=agora)


@shared_task
def cuidar_das_paradas() -> None:
    """De meio em meio minuto: avisa e acaba as paradas; deixa por responder a fila longa; chama a chefia."""
    agora = timezone.now()
    acoes.contar_quem_saiu(em=agora)
    acoes.deixar_por_responder(em=agora)
    acoes.acabar_paradas(em=agora)
    acoes.avisar_paradas(em=agora)
    acoes.chamar_pelas_atrasadas(em=agora)


@shared_task
def esquecer_redes() -> None:
    """De hora em hora: de que rede era quem conversou, um dia depois do fim."""
    acoes.esquecer_redes(em=timezone.now())
