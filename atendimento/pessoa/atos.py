"""O que se pode fazer num caso em nome da pessoa, com as ações de cada processo, e o ato que disso fica."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento
from atendimento.situacoes import Providencia
from contas.autor import Autor
from contas.papeis import Papel
from esic.acoes import pode_reclamar, pode_recorrer
from esic.models import Pedido
from ouvidoria.acoes import revisao_ate
from ouvidoria.models import Manifestacao
from portal.consultas import Achado
from portal.views.acompanhar import PROCESSOS
from portal.views.processo import MensagensDoCaso
from protocolo.erros import TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from protocolo.situacoes import permitida
from solicitacoes.acoes import dizer_se_resolveu
from solicitacoes.acoes.resolvido import SO_DEPOIS_DO_NAO, ja_disse, por_que_nao_pede
from solicitacoes.acoes.resolvido import pedir_reabertura as pedir
from solicitacoes.models import Satisfacao, Solicitacao

NAO_CABE = "Isto não se faz neste caso, na situação em que ele está."


def que_cabem(caso: Achado) -> list[Providencia]:
    """Os atos de que se mostra o caminho."""
    agora = timezone.now()
    cabem = {
        Providencia.ACRESCENTOU: PROCESSOS[type(caso)].mensagens is not None and caso.aberta,
        Providencia.CANCELOU: _desiste(caso),
        Providencia.PEDIU_REABERTURA: isinstance(caso, Solicitacao)
        and por_que_nao_pede(caso) in {"", SO_DEPOIS_DO_NAO},
        Providencia.RECORREU: isinstance(caso, Pedido) and pode_recorrer(caso, agora) is not None,
        Providencia.RECLAMOU: isinstance(caso, Pedido) and pode_reclamar(caso, agora),
        Providencia.PEDIU_REVISAO: isinstance(caso, Manifestacao) and revisao_ate(caso) is not None,
        Providencia.OUVIDORIA: isinstance(caso, Solicitacao),
    }
    return [ato for ato, cabe in cabem.items() if cabe]


def exigir(caso: Achado, ato: Providencia) -> None:
    """Levanta TransicaoProibida se o ato não cabe agora."""
    if ato not in que_cabem(caso):
        raise TransicaoProibida(NAO_CABE)


def _desiste(caso: Achado) -> bool:
    if isinstance(caso, Manifestacao) and not caso.cancelavel:
        return False
    return caso.aberta and permitida(caso.TRANSICOES, caso.situacao, "cancelada", Papel.ATENDENTE)


def mensagens(caso: Achado) -> MensagensDoCaso[Any]:
    """Como se manda mais informação; só depois de `exigir`."""
    feita = PROCESSOS[type(caso)].mensagens
    if feita is None:
        raise TransicaoProibida(NAO_CABE)
    return feita


def anotando(acao: Callable[..., Any], atendimento: Atendimento, tipo: Providencia) -> Callable[..., Any]:
    """A ação dada, que ao fazer-se escreve o ato no atendimento: os dois, ou nenhum."""

    @transaction.atomic
    def anotada(*, caso: Achado, **partes: Any) -> Any:
        feito = acao(caso=caso, **partes)
        acoes.anotar(atendimento=atendimento, tipo=tipo, protocolo=caso.protocolo)
        return feito

    return anotada


@transaction.atomic
def pedir_reabertura(
    *, caso: Solicitacao, por: Autor, texto: str, fotos: Sequence[ArquivoDeRascunho]
) -> Solicitacao:
    """Quem pede que se reabra diz, no mesmo ato, que não foi resolvido."""
    dita = ja_disse(caso)
    if dita is None or not dita.nao_foi:
        nao = Satisfacao.Resolveu.NAO
        dizer_se_resolveu(caso=caso, por=por, resolveu=nao, nota=None, no_prazo="", clareza="")
    return pedir(caso=caso, por=por, texto=texto, fotos=fotos)
