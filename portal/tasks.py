"""O que o tempo causa e o que espera uma rotina, no que não é de um processo só."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from avisos.canais.vez import um_de_cada_vez
from portal import acoes
from portal.meus_dados import apagar, copias
from protocolo.models import Recuperacao
from protocolo.rotinas.relogios import aplicar


@shared_task
def mandar_os_numeros() -> None:
    """A quem perdeu os números dos seus casos, ou a chave de um, ao contato que eles guardam."""
    aplicar(Recuperacao.objects.order_by("pk"), acoes.mandar_o_perdido, como="recuperacao")


@shared_task
def fazer_copias() -> None:
    """Faz as cópias que esperam, até não haver nenhuma."""
    while copias.fazer_uma():
        pass


@shared_task
def limpar_copias() -> None:
    """De hora em hora: a cópia vencida se apaga."""
    copias.limpar(em=timezone.now())


@shared_task
@um_de_cada_vez
def aplicar_retencao() -> None:
    """Toda madrugada: os casos que já não se guardam perdem o que dizem de uma pessoa."""
    apagar.aplicar_retencao(em=timezone.now())
