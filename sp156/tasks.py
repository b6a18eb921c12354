"""A batida que diz que as tarefas andam, e a rodada dos vigias."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from avisos.alertas.rodada import rodar
from sp156.saude import estado


@shared_task
def bater(fila: str) -> None:
    """A cada meio minuto, por cada fila: quem cuida do portal vê há quanto tempo foi a última."""
    estado.bater(fila)


@shared_task
def vigiar() -> None:
    """De dois em dois minutos: o que está errado por duas rodadas diz-se a quem administra."""
    rodar(timezone.now())
