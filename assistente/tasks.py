"""Toda noite: apaga os rascunhos que venceram, os arquivos deles e os que ficaram sem dono."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from assistente.rascunhos import apagar
from documentos.arquivos_sem_dono import apagar_sem_dono
from protocolo.models import Rascunho

FOLGA = timedelta(days=2)


@shared_task
def limpar_rascunhos() -> None:
    """De hora em hora: apaga os rascunhos vencidos com os arquivos que nenhum caso herdou."""
    for rascunho in Rascunho.objects.filter(expira_em__lt=timezone.now()).iterator():
        apagar(rascunho)


@shared_task
def limpar_arquivos() -> None:
    """Toda madrugada: apaga os arquivos sem dono."""
    apagar_sem_dono(antes_de=timezone.now() - FOLGA)
