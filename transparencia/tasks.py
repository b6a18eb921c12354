"""As rotinas da transparência."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from transparencia.dados_abertos.publicacao import da_rotina, publicar, sortear_identificadores


@shared_task
def publicar_dados() -> None:
    """Todo mês, de madrugada: refaz os arquivos do último ano. Pode rodar duas vezes."""
    sortear_identificadores()
    for periodo in da_rotina(timezone.localdate()):
        publicar(periodo)
