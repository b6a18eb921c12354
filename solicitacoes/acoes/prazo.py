"""O que o tempo causa: prazo vencido e prazo recalculado."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from protocolo import complemento, vencimento
from protocolo.acoes import travar
from protocolo.calendario import Calendario
from protocolo.prazos import promessa
from protocolo.prazos.em_palavras import contados, dia, dias_passados
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import avisar


@transaction.atomic
def avisar_vencimento(*, caso: Solicitacao, por: Autor) -> Solicitacao:
    """No dia seguinte ao prazo: diz ao munícipe quanto atrasou e o caminho da Ouvidoria. Uma vez só."""
    caso = travar(caso)
    return vencimento.avisar(
        caso,
        por=por,
        unidade=caso.unidade.sigla,
        avisos=lambda atraso: _passou(caso, atraso),
    )


@transaction.atomic
def recalcular_prazo(
    *, caso: Solicitacao, por: Autor, calendario: Calendario | None = None, em: datetime | None = None
) -> bool:
    """Refaz a conta com o calendário de agora. Prazo já dito nunca encurta. Diz se mudou.

    `em` é o momento em que o calendário foi lido: o que mudar nele depois pede outra conta.
    O relógio parado fica para a retomada, que refaz a conta: enquanto isso é o tempo da resposta do munícipe
    que se refaz.
    """
    caso, em = travar(caso), em or timezone.now()
    if caso.parada_em:
        return complemento.recalcular(caso, por=por, em=em, avisos=lambda antes: _mais_tempo(caso, antes))
    return caso.aberta and vencimento.recalcular(
        caso,
        por=por,
        em=em,
        calendario=calendario,
        avisos=lambda antes: avisar(
            caso, "prazo_recalculado", {"antes": antes, "depois": promessa.dia_dito(caso)}
        ),
    )


def _passou(caso: Solicitacao, atraso: str) -> list[Aviso]:
    """Do prazo que o órgão deu, que passou; do que ele não deu, que já se pode reclamar."""
    if caso.prometido:
        return avisar(caso, "prazo_vencido", {"era": dia(caso.vence_em), "atraso": atraso})
    abertos = contados(dias_passados(caso.aberta_em, timezone.now()))
    return avisar(caso, "sem_conclusao", {"abertos": abertos})


def _mais_tempo(caso: Solicitacao, antes: str) -> list[Aviso]:
    ate = dia(caso.responder_ate) if caso.responder_ate else ""
    return avisar(caso, "resposta_recalculada", {"antes": antes, "responder_ate": ate})
