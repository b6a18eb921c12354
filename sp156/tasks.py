"""A batida que diz que as tarefas andam, e a rodada dos vigias, a cópia de cada dia e o ensaio da semana."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from avisos.alertas.rodada import rodar
from sp156.copia import chaves, rotina
from sp156.saude import estado


@shared_task
def bater(fila: str) -> None:
    """A cada meio minuto, por cada fila: quem cuida do portal vê há quanto tempo foi a última."""
    estado.bater(fila)


@shared_task
def vigiar() -> None:
    """De dois em dois minutos: o que está errado por duas rodadas diz-se a quem administra."""
    chaves.anotar(timezone.now())
    rodar(timezone.now())


@shared_task
def guardar_copia() -> None:
    """De hora em hora: a cópia do dia, se já são horas, a administração a quer e o servidor diz onde."""
    rotina.guardar_se_devida(timezone.now())


@shared_task
def ensaiar_restauracao() -> None:
    """Aos domingos: a última cópia restaurada num lugar vazio, se esta máquina a pode abrir."""
    rotina.ensaiar_a_ultima()
