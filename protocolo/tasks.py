"""Limpeza do que expirou."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from protocolo.models import Rascunho
from protocolo.rascunhos import apagar


@shared_task
def limpar_rascunhos() -> None:
    """Apaga os rascunhos vencidos e os arquivos que nenhum caso herdou."""
    for rascunho in Rascunho.objects.filter(expira_em__lt=timezone.now()).iterator():
        apagar(rascunho)
