"""O que o tempo causa aos avisos: o recibo que não veio, e o estado final em 72 horas."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from avisos.canais.destinos import com_quem, seguinte
from avisos.entrega import FINAL, LOTE, falhar, passar_adiante
from avisos.models import Aviso, Envio
from avisos.situacoes import COM_RECIBO, SituacaoDoEnvio

SEM_CONFIRMACAO = "Não veio a confirmação de quem envia."
SEM_SAIDA = "Quem envia não aceitou a mensagem em três dias."


def encerrar(em: datetime) -> int:
    """Leva ao fim o que já passou da hora; diz quantos envios e avisos mudaram."""
    esperando = Envio.objects.filter(situacao=SituacaoDoEnvio.ENVIANDO, proxima_em__lte=em)
    sem_recibo = ~Q(canal__in=COM_RECIBO)
    quietos = esperando.filter(sem_recibo).update(situacao=SituacaoDoEnvio.ENTREGUE, mudou_em=em)
    mudos = 0
    while volta := _sem_noticia(em):
        mudos += volta
    parados = 0
    while volta := _parados(em):
        parados += volta
    return quietos + mudos + parados


@transaction.atomic
def _sem_noticia(em: datetime) -> int:
    """Com recibo e sem notícia: o canal seguinte, se há; no fim das 72 horas, falha."""
    esperando = Envio.objects.filter(
        situacao=SituacaoDoEnvio.ENVIANDO, proxima_em__lte=em, canal__in=COM_RECIBO
    )
    envios = list(esperando.select_for_update(skip_locked=True, no_key=True)[:LOTE])
    avisos = com_quem(Aviso.objects.filter(pk__in=[envio.aviso_id for envio in envios])).in_bulk()
    for envio in envios:
        _um_sem_noticia(envio, avisos[envio.aviso_id], em)
    return len(envios)


def _um_sem_noticia(envio: Envio, aviso: Aviso, em: datetime) -> None:
    fim = aviso.criado_em + FINAL
    if fim <= em:
        falhar(envio, SituacaoDoEnvio.FALHA_TEMPORARIA, SEM_CONFIRMACAO)
    else:
        Envio.objects.filter(pk=envio.pk).update(proxima_em=fim)
    if aviso.canal != envio.canal or aviso.situacao != Aviso.Situacao.ENVIADO:
        return  # já vai por outro
    if fim <= em or seguinte(aviso):
        passar_adiante(aviso, SEM_CONFIRMACAO)


def _parados(em: datetime) -> int:
    """Os avisos que três dias depois ainda estão na fila já não se tentam.

    Sem transação: o recibo trava o envio e depois o aviso, e aqui se iria ao contrário.
    """
    velhos = Aviso.objects.filter(situacao__in=Aviso.ABERTAS, criado_em__lte=em - FINAL)
    quais = list(velhos.values_list("pk", flat=True)[:LOTE])
    Envio.objects.filter(aviso__in=quais, situacao=SituacaoDoEnvio.CRIADO).update(
        situacao=SituacaoDoEnvio.FALHA_TECNICA, erro=SEM_SAIDA, mudou_em=em
    )
    ainda = Aviso.objects.filter(pk__in=quais, situacao__in=Aviso.ABERTAS)
    ainda.filter(erro="").update(erro=SEM_SAIDA)
    ainda.update(situacao=Aviso.Situacao.FALHOU, para_cifrado=None)
    return len(quais)
