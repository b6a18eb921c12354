"""O que a agenda faz: a cópia do dia e o ensaio da semana, como o servidor e a administração dizem."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings

from sp156.copia import cifra, manifesto
from sp156.copia.destinos import destino
from sp156.copia.ensaiar import ensaiar
from sp156.copia.erros import CopiaFalhou
from sp156.copia.guardar import guardar
from sp156.copia.models import RegraDaCopia

registro = logging.getLogger(__name__)

SEM_CIFRA = (
    "Diga em COPIA_DESTINATARIO a chave pública do age para que as cópias se cifram: nelas está o que as pessoas "
    "escreveram, em claro."
)


def pode() -> str:
    """Por que a rotina não pode fazer cópias; vazio, pode."""
    if not settings.COPIA_DESTINO:
        return "O servidor não diz onde ficam as cópias (COPIA_DESTINO)."
    if not settings.COPIA_DESTINATARIO and not settings.EMBUTIDO:
        return SEM_CIFRA
    return ""


def guardar_se_devida(agora: datetime) -> None:
    """O que falha fica anotado na cópia, e os vigias o dizem; não se repete senão na hora seguinte."""
    if pode() or not RegraDaCopia.atual().devida(agora):
        return
    try:
        guardar(destino(settings.COPIA_DESTINO), para=settings.COPIA_DESTINATARIO)
    except CopiaFalhou as erro:
        registro.error("a cópia de segurança não se fez: %s", erro)  # noqa: TRY400 - a frase diz tudo


def ensaiar_a_ultima() -> None:
    """Só onde se pode abrir a cópia: sem cifra, ou com a identidade nesta máquina."""
    if not settings.COPIA_DESTINO or not RegraDaCopia.atual().ligada:
        return
    com = cifra.identidades(Path(settings.COPIA_IDENTIDADE)) if settings.COPIA_IDENTIDADE else []
    try:
        la = destino(settings.COPIA_DESTINO)
        dito = manifesto.mais_nova(la)
        if com or not dito.cifra:
            ensaiar(la, dito, com=com, dizer=registro.error)
    except CopiaFalhou as erro:
        registro.error("o ensaio da restauração não se fez: %s", erro)  # noqa: TRY400 - idem
