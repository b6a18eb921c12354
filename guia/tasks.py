"""O que o tempo causa no Guia."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from guia.busca import procuradas
from guia.publicacao import revisoes


@shared_task
def guardar_buscas_sem_resultado() -> None:
    """O que se procurou e não se achou passa do cache à tabela."""
    procuradas.guardar(timezone.now())


@shared_task
def lembrar_revisoes() -> None:
    """Os pontos focais ficam sabendo do que está para vencer e do que venceu."""
    revisoes.lembrar(timezone.localdate())
