"""O que se faz fora da página com as planilhas de pessoas e de dados, e quando se esquecem."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contas.administracao import fila_das_planilhas


@shared_task
def ler_planilhas() -> None:
    """De seis em seis segundos: as planilhas grandes que alguém mandou à administração."""
    while fila_das_planilhas.fazer_uma():
        pass


@shared_task
def esquecer_planilhas() -> None:
    """De hora em hora: o que deu das planilhas de ontem."""
    fila_das_planilhas.esquecer(timezone.now())
