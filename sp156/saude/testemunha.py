"""Quem faz a rodada dos vigias quando a agenda, a fila ou quem lê a fila para: uma thread de cada web.

Só age se ninguém a fez: com tudo no ar, pergunta ao banco e volta a esperar.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from threading import Thread

from django.db import DatabaseError, connections
from django.utils import timezone

from avisos.alertas.rodada import ENTRE_RODADAS, rodar

ATRASO = 2 * ENTRE_RODADAS
"""Sem rodada, até se dar a agenda por parada."""
PERGUNTAR = timedelta(minutes=1)

registro = logging.getLogger(__name__)


def comecar() -> None:
    """Começa a thread, que acaba com o processo."""
    Thread(target=_sempre, name="testemunha", daemon=True).start()


def _sempre() -> None:
    while True:
        time.sleep(PERGUNTAR.total_seconds())
        olhar()


def olhar() -> None:
    """Faz a rodada, se está atrasada; sem o banco, quem o diz é `/saude/`."""
    try:
        rodar(timezone.now(), sem_rodada_ha=ATRASO)
    except DatabaseError as erro:
        registro.warning("a rodada dos vigias não se fez: %s", type(erro).__name__)
    finally:
        connections.close_all()
