"""O fim de uma solicitação: finalizar, indeferir, cancelar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from protocolo.acoes import exigir, registrar, travar
from solicitacoes.models import Andamento
from solicitacoes.notificacao import avisar
from solicitacoes.situacoes import ESCOLHIVEIS, Desfecho, MotivoDeRecusa, Situacao, Tipo
from solicitacoes.textos import conferir_resposta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from avisos.models import Aviso
    from contas.autor import Autor
    from solicitacoes.models import Solicitacao

Alcance = Andamento.Alcance
DESISTENCIA = "O munícipe desistiu do pedido."
DESISTENCIA_NO_AVISO = "Você desistiu do pedido."


@transaction.atomic
def finalizar(*, caso: Solicitacao, versao: int, por: Autor, desfecho: str, resposta: str) -> Solicitacao:
    """Encerra com um desfecho e uma resposta em frase completa.

    Levanta RespostaInsuficiente se a resposta não diz nada, e ValueError com um desfecho que a
    equipe não pode dar (o não informado é só dos importados).
    """
    resposta = conferir_resposta(resposta)
    caso = travar(caso, versao=versao)
    resultado = Desfecho(desfecho)
    if resultado not in ESCOLHIVEIS:
        raise ValueError(f"A equipe não pode dar o desfecho {resultado}.")
    caso.desfecho = resultado
    return encerrar(
        caso,
        Situacao.FINALIZADA,
        tipo=Tipo.FINALIZACAO,
        por=por,
        texto=resposta,
        mudancas={"desfecho": ["", resultado.label]},
        avisos=avisar(caso, "finalizado", resultado=resultado.label, resposta=resposta),
    )


@transaction.atomic
def indeferir(*, caso: Solicitacao, versao: int, por: Autor, motivo: str, resposta: str) -> Solicitacao:
    """Recusa o pedido com um motivo da lista e um texto."""
    resposta = conferir_resposta(resposta)
    caso = travar(caso, versao=versao)
    razao = MotivoDeRecusa(motivo)
    caso.motivo_de_recusa = razao
    return encerrar(
        caso,
        Situacao.INDEFERIDA,
        tipo=Tipo.INDEFERIMENTO,
        por=por,
        texto=resposta,
        mudancas={"motivo": ["", razao.label]},
        avisos=avisar(caso, "indeferido", motivo=razao.label, resposta=resposta),
    )


@transaction.atomic
def cancelar(*, caso: Solicitacao, por: Autor) -> Solicitacao:
    """A desistência do munícipe, enquanto o pedido está aberto."""
    caso = travar(caso)
    return encerrar(
        caso,
        Situacao.CANCELADA,
        tipo=Tipo.CANCELAMENTO,
        por=por,
        texto=DESISTENCIA,
        avisos=avisar(caso, "cancelado", motivo=DESISTENCIA_NO_AVISO),
    )


def encerrar(
    caso: Solicitacao,
    situacao: Situacao,
    *,
    tipo: str,
    por: Autor,
    texto: str,
    avisos: Sequence[Aviso],
    mudancas: dict[str, Any] | None = None,
) -> Solicitacao:
    """Fecha um caso já travado: exige a transição, data o fim; nada mais se espera de ninguém."""
    exigir(caso, situacao, por)
    caso.situacao = situacao
    caso.encerrada_em = timezone.now()
    caso.parada_em = caso.responder_ate = caso.lembrar_em = caso.aguarda_decisao_desde = None
    return registrar(
        caso,
        tipo=tipo,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=texto,
        unidade=caso.unidade.sigla,
        mudancas=mudancas,
        avisos=avisos,
        em=caso.encerrada_em,
    )
