"""O que o tempo causa nas rotas."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from roteamento.acoes import guardar_conferencia

registro = logging.getLogger(__name__)


@shared_task
def conferir_rotas() -> None:
    """Toda noite: a conferência se guarda, e quem cuida das rotas fica sabendo do que está errado."""
    feita = guardar_conferencia(em=timezone.now())
    if feita.lacunas or feita.conflitos:
        registro.error("Rotas com furo: %s", feita)
