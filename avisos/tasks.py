"""O que o tempo causa: entregar os avisos, resumir e apagar as notificações."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from avisos import resumo
from avisos.entrega import entregar_pendentes


@shared_task
def entregar() -> None:
    """Entrega o que está pendente, um lote por vez, até esvaziar a fila ou só restarem adiados."""
    while entregar_pendentes().enviados:
        pass


@shared_task
def resumir_o_dia() -> None:
    """Toda manhã: a quem trabalha, o que chegou e ainda não se leu."""
    resumo.resumir(timezone.now(), timezone.localdate())


@shared_task
def limpar_notificacoes() -> None:
    """Toda noite: o que foi lido há muito tempo some."""
    resumo.limpar(timezone.now())
