"""O que se vigia nos arquivos que se recebem."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from protocolo.models import Quarentena
from referencia.vigias import Vigia

GRUPO = "Arquivos"
DEMORA = timedelta(minutes=15)


def arquivos_conferidos() -> str:
    atrasados = Quarentena.objects.filter(
        situacao=Quarentena.Situacao.A_CONFERIR, chegou_em__lt=timezone.now() - DEMORA
    ).count()
    return f"Arquivos à espera de conferência há mais de 15 minutos: {atrasados}." if atrasados else ""


def arquivos_se_gravam() -> str:
    """A pasta nasce com o primeiro arquivo: até lá, é na de cima que se tem de poder escrever."""
    pasta = Path(settings.MEDIA_ROOT).absolute()
    existe = next(lugar for lugar in (pasta, *pasta.parents) if lugar.exists())
    grava = existe.is_dir() and os.access(existe, os.W_OK | os.X_OK)
    return "" if grava else "Este processo não escreve na pasta dos arquivos (MEDIA_ROOT)."


VIGIAS = (
    Vigia(
        codigo="arquivos_conferidos",
        nome="As fotos e os documentos se conferem logo",
        porque="Até ser conferido, o arquivo não se mostra a quem trabalha.",
        conferir=arquivos_conferidos,
        conserto="Veja se há quem leia a fila arquivos, no estado do portal",
        pagina="saude_detalhes",
        alerta=True,
    ),
    Vigia(
        codigo="arquivos_se_gravam",
        nome="Há onde guardar os arquivos",
        porque="Sem a pasta, toda foto que alguém manda se recusa.",
        conferir=arquivos_se_gravam,
        conserto="No servidor, monte o disco em MEDIA_ROOT, visto pela web e pelas tarefas",
        alerta=True,
    ),
)
