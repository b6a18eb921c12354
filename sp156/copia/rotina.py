"""O que a agenda faz: a cópia do dia e o ensaio da semana, como o servidor e a administração dizem."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from documentos.disco import ArmazenamentoFora
from sp156.copia import CopiaFalhou, Ocupada, cifra
from sp156.copia.ensaiar import ensaiar
from sp156.copia.guardar import guardar
from sp156.copia.models import Copia, RegraDaCopia
from sp156.copia.restaurar import abrir

registro = logging.getLogger(__name__)

JA_ENSAIADA = timedelta(hours=6)
"""Há menos do que isto, foi a agenda de outra máquina."""
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
    except Ocupada as erro:
        registro.info("a cópia de segurança: %s", erro)
    except CopiaFalhou as erro:
        registro.error("a cópia de segurança não se fez: %s", erro)  # noqa: TRY400 - a frase diz tudo


def ensaiar_a_ultima() -> None:
    """Só onde se pode abrir a cópia: sem cifra, ou com a identidade nesta máquina."""
    if impedimento() or not RegraDaCopia.atual().ligada:
        return
    if Copia.objects.filter(ensaiada_em__gte=timezone.now() - JA_ENSAIADA).exists():
        return
    try:
        for diferenca in ensaiar(abrir(settings.COPIA_DESTINO)).diferencas:
            registro.error("o ensaio da restauração: %s", diferenca)
    except cifra.NaoAbre as erro:
        registro.warning("o ensaio da restauração não se faz nesta máquina: %s", erro)
    except Ocupada as erro:
        registro.info("o ensaio da restauração: %s", erro)
    except (CopiaFalhou, ArmazenamentoFora) as erro:
        registro.error("o ensaio da restauração não se fez: %s", erro)  # noqa: TRY400 - idem
