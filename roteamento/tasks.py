"""O que o tempo causa nas rotas: a conferência de toda noite, e as subordinadas à unidade sucessora."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from avisos.canais.vez import um_de_cada_vez
from contas.autor import SISTEMA
from roteamento.acoes import adotar_subordinadas, guardar_conferencia

registro = logging.getLogger(__name__)


@shared_task
@um_de_cada_vez
def conferir_rotas() -> None:
    """Toda noite: a conferência se guarda, e quem cuida das rotas fica sabendo do que está errado."""
    feita = guardar_conferencia(em=timezone.now())
    if feita.lacunas or feita.conflitos:
        registro.error("Rotas com furo: %s", feita)


@shared_task
def ligar_subordinadas() -> None:
    """No dia em que uma unidade acaba, as subordinadas passam à sucessora."""
    adotar_subordinadas(em=timezone.localdate(), por=SISTEMA)
