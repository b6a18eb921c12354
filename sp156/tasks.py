"""A batida que diz que as tarefas andam."""

from __future__ import annotations

from celery import shared_task

from sp156.saude import estado


@shared_task
def bater(fila: str) -> None:
    """A cada meio minuto, por cada fila: quem cuida do portal vê há quanto tempo foi a última."""
    estado.bater(fila)
