"""O que espera uma rotina no que não é de um processo só."""

from __future__ import annotations

from celery import shared_task

from portal import acoes
from protocolo.models import Recuperacao
from protocolo.rotinas.relogios import aplicar


@shared_task
def mandar_os_numeros() -> None:
    """A quem perdeu os números dos seus casos, ao contato que eles guardam."""
    aplicar(Recuperacao.objects.order_by("pk"), acoes.mandar_os_numeros, como="recuperacao")
