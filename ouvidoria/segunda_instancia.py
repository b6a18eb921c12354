"""A segunda instância: quando um pedido de serviço já pode virar reclamação.

Reclamação pede um protocolo do SP156 com o prazo passado, com ou sem resposta, ou que terminou errado; ou é
sobre o atendimento. O que ainda não chegou a isso não é recusado: registra-se como solicitação
(Lei 13.460/2017, art. 11).
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextChoices

from ouvidoria.situacoes import Falha, TipoDeManifestacao
from protocolo.prazos.atraso import venceu
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import CUMPRIDOS, Situacao


class Caminho(TextChoices):
    """O que se diz a quem quer reclamar."""

    CABE = "cabe", "Já pode reclamar"
    NO_PRAZO = "no_prazo", "O prazo do pedido ainda não passou"
    CANCELADO = "cancelado", "O pedido foi cancelado"
    SEM_PEDIDO = "sem_pedido", "Ainda não há pedido"


def caminho(solicitacao: Solicitacao | None, falha: str, em: datetime) -> Caminho:
    """Se a reclamação cabe em `em`, ou por que ainda não."""
    if falha == Falha.MAU_ATENDIMENTO:
        return Caminho.CABE
    if solicitacao is None:
        return Caminho.SEM_PEDIDO
    if solicitacao.situacao == Situacao.CANCELADA:
        return Caminho.CANCELADO
    if not solicitacao.aberta or venceu(solicitacao, em):
        return Caminho.CABE
    return Caminho.NO_PRAZO


def tipo_que_cabe(tipo: str, *, solicitacao: Solicitacao | None, falha: str, em: datetime) -> str:
    """O tipo com que se registra: o pedido, salvo a reclamação que ainda não é segunda instância."""
    if tipo == TipoDeManifestacao.RECLAMACAO and caminho(solicitacao, falha, em) != Caminho.CABE:
        return TipoDeManifestacao.SOLICITACAO
    return tipo


def falha_provavel(solicitacao: Solicitacao) -> str:
    """O que o estado do pedido já diz, para não perguntar de novo; vazio se não diz."""
    if solicitacao.aberta:
        return Falha.PRAZO_VENCIDO
    if solicitacao.situacao == Situacao.INDEFERIDA:
        return Falha.INDEFERIDO
    return Falha.MAL_FEITO if solicitacao.desfecho in CUMPRIDOS else Falha.NAO_FEITO
