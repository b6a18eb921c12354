"""Gravar um recibo: em qualquer ordem, repetido ou atrasado, o resultado é o mesmo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from avisos.canais.base import sem_endereco
from avisos.canais.destinos import com_quem
from avisos.entrega import concluir, fechar_os_que_nao_sairam, passar_adiante
from avisos.models import Aviso, Envio
from avisos.situacoes import FALHAS, Canal, SituacaoDoEnvio

PESO = {
    SituacaoDoEnvio.CRIADO: 0,
    SituacaoDoEnvio.ENVIANDO: 1,
    SituacaoDoEnvio.FALHA_TECNICA: 2,
    SituacaoDoEnvio.FALHA_TEMPORARIA: 2,
    SituacaoDoEnvio.FALHA_PERMANENTE: 3,
    SituacaoDoEnvio.ENTREGUE: 4,
}
"""Só muda para o que pesa mais: a entrega vale sobre a falha, mesmo que chegue depois."""


@dataclass(frozen=True, slots=True)
class Recibo:
    """O que se disse de uma mensagem, pelo número do provedor ou pelo nosso; o telefone não é chave."""

    canal: Canal
    situacao: SituacaoDoEnvio | None
    id: str = ""
    envio: str = ""
    erro: str = ""
    lido: bool = False
    queixa: bool = False
    em: datetime | None = None


@transaction.atomic
def receber(recibo: Recibo) -> bool:
    """Grava o que o recibo traz de novo; falso se a mensagem não é nossa ou nada mudou."""
    recibo = replace(recibo, id=_legivel(recibo.id), envio=_legivel(recibo.envio), erro=_legivel(recibo.erro))
    envio = _achar(recibo)
    if envio is None:
        return False
    mudou = _marcar(envio, recibo)
    nova = recibo.situacao
    if nova is not None and _pesa_mais(envio, nova):
        envio.situacao, envio.erro = nova, sem_endereco(recibo.erro)
        mudou = True
    if not mudou:
        return False
    envio.mudou_em = timezone.now()
    envio.id_no_provedor = envio.id_no_provedor or recibo.id
    envio.save()
    if nova == envio.situacao:
        _no_aviso(envio)
    return True


def _achar(recibo: Recibo) -> Envio | None:
    do_canal = Envio.objects.filter(canal=recibo.canal).select_for_update(no_key=True)
    if recibo.envio.isascii() and recibo.envio.isdigit() and len(recibo.envio) < len(str(2**63)):
        return do_canal.filter(pk=int(recibo.envio)).first()
    return do_canal.filter(id_no_provedor=recibo.id).first() if recibo.id else None


def _legivel(texto: str) -> str:
    """Sem o que o banco não guarda: os nulos e as metades soltas de um par de UTF-16."""
    return texto.encode(errors="ignore").decode().replace("\0", "")


def _marcar(envio: Envio, recibo: Recibo) -> bool:
    """A leitura e a queixa não são situações: ficam marcadas ao lado."""
    em, mudou = recibo.em or timezone.now(), False
    if recibo.lido and envio.lido_em is None:
        envio.lido_em, mudou = em, True
    if recibo.queixa and envio.queixa_em is None:
        envio.queixa_em, mudou = em, True
    return mudou


def _pesa_mais(envio: Envio, nova: SituacaoDoEnvio) -> bool:
    """O e-mail “entregue” é só o que não voltou: a devolução tardia o desfaz."""
    atual = SituacaoDoEnvio(envio.situacao)
    if envio.canal == Canal.EMAIL and atual == SituacaoDoEnvio.ENTREGUE:
        return nova in FALHAS
    return PESO[nova] > PESO[atual]


def _no_aviso(envio: Envio) -> None:
    """O que o recibo causa ao aviso: outro canal, ou nada mais a fazer."""
    aviso = com_quem(Aviso.objects.filter(pk=envio.aviso_id)).get()
    if envio.situacao == SituacaoDoEnvio.ENTREGUE:
        fechar_os_que_nao_sairam(aviso)
        concluir(aviso, situacao=Aviso.Situacao.ENVIADO, enviado_em=aviso.enviado_em or timezone.now())
    elif envio.situacao in FALHAS and aviso.canal == envio.canal:
        passar_adiante(aviso, envio.erro)
