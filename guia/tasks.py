"""O que o tempo causa no Guia."""

from __future__ import annotations

import subprocess
import sys

from celery import shared_task
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from contas.autor import SISTEMA
from guia import acoes
from guia.busca import aprendido, procuradas
from guia.conferencia import enderecos
from guia.models import Caminho
from guia.publicacao import prazos, revisoes

POR_NOITE = 40
"""Endereços por noite: em uma semana, todos."""
MAIS_DEMORADO = 240
"""Segundos de relógio para aprender, que custa dois de CPU: menos do que até a vez seguinte."""


@shared_task
def guardar_buscas_sem_resultado() -> None:
    """O que se procurou e não se achou passa do cache à tabela."""
    procuradas.guardar(timezone.now())


@shared_task
def aprender_a_busca() -> None:
    """O que se publicou há pouco já se acha pelas palavras; daqui em diante, também pelo sentido.

    Num processo que acaba: aprender pede memória, e o trabalhador ficaria com ela.
    """
    if aprendido.mudou():
        comando = [sys.executable, "manage.py", "aprender_busca", "--verbosity=0"]
        subprocess.run(comando, cwd=settings.BASE_DIR, check=True, timeout=MAIS_DEMORADO)


@shared_task
def lembrar_revisoes() -> None:
    """Os pontos focais ficam sabendo do que está para vencer e do que venceu."""
    revisoes.lembrar(timezone.localdate())


@shared_task
def lembrar_prazos() -> None:
    """Uma vez por mês, os pontos focais sabem de que serviços o órgão ainda não deu o prazo."""
    prazos.lembrar(timezone.localdate())


@shared_task
def conferir_enderecos() -> None:
    """Abre alguns endereços oficiais por noite, os há mais tempo sem conferir primeiro.

    Desligada sem GUIA_CONFERIR_ENDERECOS: onde não há Internet, nada diria.
    """
    if not settings.GUIA_CONFERIR_ENDERECOS:
        return
    vez = Caminho.objects.enderecos().order_by(F("conferido_em").asc(nulls_first=True), "slug")
    for caminho in vez[:POR_NOITE]:
        resposta = enderecos.abrir(caminho.valor)
        if resposta.serve is not None:
            acoes.conferir(
                caminho=caminho,
                serve=resposta.serve,
                em=timezone.localdate(),
                por=SISTEMA,
                detalhe=resposta.detalhe,
            )
