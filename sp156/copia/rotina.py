"""O que a agenda faz: a cópia do dia e o ensaio da semana, como o servidor e a administração dizem."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings

from sp156.copia import CopiaFalhou, cifra
from sp156.copia.ensaiar import ensaiar
from sp156.copia.guardar import guardar
from sp156.copia.models import RegraDaCopia
from sp156.copia.restaurar import abrir

registro = logging.getLogger(__name__)

SEM_CIFRA = (
    "Diga em COPIA_DESTINATARIO a chave pública do age para que as cópias se cifram: nelas está o que as "
    "pessoas escreveram, em claro."
)


def impedimento() -> str:
    """Por que a rotina não pode fazer cópias; vazio, pode."""
    if not settings.COPIA_DESTINO:
        return "O servidor não diz onde ficam as cópias (COPIA_DESTINO)."
    if not settings.COPIA_DESTINATARIO and not settings.EMBUTIDO:
        return SEM_CIFRA
    return ""


def guardar_se_devida(agora: datetime) -> None:
    """O que falha fica anotado na cópia, e os vigias o dizem; não se repete senão na hora seguinte."""
    if impedimento() or not RegraDaCopia.atual().devida(agora):
        return
    try:
        guardar(settings.COPIA_DESTINO, para=settings.COPIA_DESTINATARIO, dizer=registro.info)
    except CopiaFalhou as erro:
        registro.error("a cópia de segurança não se fez: %s", erro)  # noqa: TRY400 - a frase diz tudo


def ensaiar_a_ultima() -> None:
    """Só onde se pode abrir a cópia: sem cifra, ou com a identidade nesta máquina."""
    if impedimento() or not RegraDaCopia.atual().ligada:
        return
    try:
        for diferenca in ensaiar(abrir(settings.COPIA_DESTINO)).diferencas:
            registro.error("o ensaio da restauração: %s", diferenca)
    except cifra.NaoAbre as erro:
        registro.warning("o ensaio da restauração não se faz nesta máquina: %s", erro)
    except CopiaFalhou as erro:
        registro.error("o ensaio da restauração não se fez: %s", erro)  # noqa: TRY400 - idem
