"""O que o tempo causa: entregar os avisos, resumir e apagar as notificações."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from avisos import resumo, sem_resposta
from avisos.canais.base import ligado
from avisos.canais.vez import Vez, tomar
from avisos.entrega import encaminhar, entregar_pendentes
from avisos.models import Aviso
from avisos.recibos import caixa_postal
from avisos.situacoes import QUE_TOCAM, Canal

URGENTES = "urgentes"
"""A vez de quem entrega só os urgentes por e-mail; a dos canais tem o nome do canal."""


@shared_task
def entregar() -> None:
    """Entrega o que está pendente por e-mail e chama a entrega dos canais que a cidade ligou.

    Os outros canais têm fila e trabalhador seus (`canais`): quem envia SMS devagar não atrasa o e-mail.
    """
    if not Aviso.objects.a_entregar(timezone.now()).exists():
        return
    while encaminhar(timezone.now()):
        pass
    for canal in QUE_TOCAM:
        if ligado(canal) and Aviso.objects.a_entregar(timezone.now()).filter(canal=canal).exists():
            entregar_no_canal.apply_async((canal.value,), expires=2)
    _esvaziar(Canal.EMAIL)


@shared_task
def entregar_urgentes() -> None:
    """Os urgentes por e-mail, que não esperam a volta dos outros; um trabalhador de cada vez."""
    if (
        not Aviso.objects.a_entregar(timezone.now())
        .filter(urgente=True, canal__in=["", Canal.EMAIL])
        .exists()
    ):
        return
    with tomar(URGENTES) as vez:
        if vez:
            _esvaziar(Canal.EMAIL, vez, urgentes=True)


@shared_task
def entregar_no_canal(canal: str) -> None:
    """Entrega os avisos de um canal só, uma rodada de cada vez: o canal lento não toma o lugar dos outros."""
    with tomar(canal) as vez:
        if vez:
            _esvaziar(Canal(canal), vez)


def _esvaziar(canal: Canal, vez: Vez | None = None, *, urgentes: bool = False) -> None:
    """Um lote por vez, até esvaziar a fila, só restarem adiados ou a vez passar a outro."""
    while (volta := entregar_pendentes(canal, vez=vez, urgentes=urgentes)).enviados or volta.calados:
        if vez and not vez.continua():
            return


@shared_task
def encerrar_avisos() -> None:
    """O recibo que não veio, e o estado final em 72 horas."""
    sem_resposta.encerrar(timezone.now())


@shared_task
def ler_devolucoes() -> None:
    """As mensagens que o correio devolveu à caixa das devoluções, se a cidade tem uma."""
    caixa_postal.ler()


@shared_task
def resumir_o_dia() -> None:
    """Toda manhã: a quem trabalha, o que chegou e ainda não se leu."""
    resumo.resumir(timezone.now(), timezone.localdate())


@shared_task
def limpar_notificacoes() -> None:
    """Toda noite: o que foi lido há muito tempo some."""
    resumo.limpar(timezone.now())
