"""O que o tempo causa à conta de quem trocou o contato ou provou o CPF."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from entrada.acesso import cpf, trocas


@shared_task
def efetivar_trocas() -> None:
    """De hora em hora: o contato, ou o CPF, que ninguém recusou em 72 horas passa a ser o da conta."""
    agora = timezone.now()
    trocas.efetivar(agora)
    cpf.efetivar(agora)
