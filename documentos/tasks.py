"""Refaz o que está em quarentena; a limpeza do que ficou sem dono é de `assistente/tasks.py`."""

from __future__ import annotations

import time

from celery import shared_task

from documentos import acoes
from documentos.disco import cheio

VOLTA = 60
"""Segundos: depois deles, o que ainda espera fica para a batida seguinte."""


@shared_task
def conferir() -> None:
    """Refaz os arquivos em quarentena até acabarem; com o disco cheio, esperam."""
    ate = time.monotonic() + VOLTA
    while time.monotonic() < ate and not cheio() and acoes.conferir_um():
        acoes.contar_recusas()
    acoes.contar_recusas()
