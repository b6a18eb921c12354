"""O que o tempo causa nos avisos."""

from __future__ import annotations

from celery import shared_task

from avisos.entrega import entregar_pendentes


@shared_task
def entregar() -> None:
    """Entrega o que está pendente, um lote por vez, até esvaziar a fila ou só restarem adiados."""
    while entregar_pendentes().enviados:
        pass
