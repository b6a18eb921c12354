"""Toda noite: apaga os rascunhos que venceram, os arquivos deles e os que ficaram sem dono."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from assistente.rascunhos import apagar
from documentos.sem_dono import apagar_sem_dono
from protocolo.models import Rascunho

FOLGA = timedelta(days=2)


@shared_task
def limpar_rascunhos() -> None:
    """Apaga os rascunhos vencidos com os arquivos que nenhum caso herdou, e os arquivos sem dono."""
    agora = timezone.now()
    for rascunho in Rascunho.objects.filter(expira_em__lt=agora).iterator():
        apagar(rascunho)
    apagar_sem_dono(antes_de=agora - FOLGA)
