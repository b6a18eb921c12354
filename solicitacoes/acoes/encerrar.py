"""O fim de uma solicitação: finalizar, com as provas que o serviço pede, indeferir e cancelar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from guia.models import VersaoDoServico
from protocolo.acoes import anexar, exigir, travar
from protocolo.erros import RecusaDeAcao
from protocolo.models import ArquivoDeRascunho
from protocolo.notificacao import quem_pediu
from protocolo.resposta_suficiente import conferir_resposta
from solicitacoes.acoes.agrupar import promover
from solicitacoes.acoes.registro import registrar_ato
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import avisar
from solicitacoes.situacoes import CUMPRIDOS, ESCOLHIVEIS, Desfecho, MotivoDeRecusa, Situacao, Tipo

DESISTENCIA = "O munícipe desistiu do pedido."
DESISTIU = "Você desistiu do pedido."
"""A desistência, dita ao munícipe."""
DESISTENCIA_REGISTRADA = "Registramos a desistência dele."
"""A que outra pessoa pode ter pedido em nome dele."""


@transaction.atomic
def finalizar(  # noqa: PLR0913  cada argumento é um dado do ato
    *,
    caso: Solicitacao,
    versao: int,
    por: Autor,
    desfecho: str,
    resposta: str,
    executada_em: date | None = None,
    ordem_de_servico: str = "",
    fotos: Sequence[ArquivoDeRascunho] = (),
) -> Solicitacao:
    """Encerra com um desfecho e uma resposta em frase completa; as fotos são a prova do que se fez.

    Só o que conta como feito tem data de execução: "não encontrado" nunca a tem.

    Levanta RespostaInsuficiente se a resposta não diz nada, ProvaQueFalta se o serviço pede uma prova
    que não veio, e ValueError com um desfecho que a equipe não pode dar (o dos importados).
    """
    resposta = conferir_resposta(resposta)
    resultado = Desfecho(desfecho)
    if resultado not in ESCOLHIVEIS:
        raise ValueError(f"A equipe não pode dar o desfecho {resultado}.")
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.FINALIZADA, por)
    if faltas := provas_que_faltam(
        caso, resultado, executada_em=executada_em, ordem_de_servico=ordem_de_servico, tem_foto=bool(fotos)
    ):
        raise ProvaQueFalta(faltas)
    caso.desfecho = resultado
    caso.executada_em = executada_em if resultado in CUMPRIDOS else None
    caso.ordem_de_servico = ordem_de_servico
    caso.com_foto = caso.com_foto or bool(fotos)
    caso = encerrar(
        caso,
        Situacao.FINALIZADA,
        Tipo.FINALIZACAO,
        por,
        texto=resposta,
        mudancas={"desfecho": ["", resultado.label]},
        avisos=avisar(caso, "finalizado", {"resultado": resultado.label}, resposta=resposta),
    )
    anexar(caso, fotos, por=por, ordem=caso.versao, em=timezone.now())
    return caso


class ProvaQueFalta(RecusaDeAcao):
    """O serviço pede uma prova que não veio; `faltas` são os nomes dos campos."""

    def __init__(self, faltas: list[str]) -> None:
        nomes = ", ".join(VersaoDoServico.Prova(PROVAS[campo]).label.lower() for campo in faltas)
        super().__init__(f"Este serviço só se finaliza como realizado com a prova: {nomes}.")
        self.faltas = faltas


PROVAS = {
    "fotos": VersaoDoServico.Prova.FOTO,
    "executada_em": VersaoDoServico.Prova.DATA,
    "ordem_de_servico": VersaoDoServico.Prova.ORDEM,
}
"""Campo da finalização → a prova que ele dá."""


def provas_que_faltam(
    caso: Solicitacao, desfecho: str, *, executada_em: date | None, ordem_de_servico: str, tem_foto: bool
) -> list[str]:
    """Os campos que o serviço exige para dizer que fez e que estão vazios; só o realizado exige prova."""
    if desfecho != Desfecho.REALIZADO:
        return []
    dadas = {"fotos": tem_foto, "executada_em": executada_em, "ordem_de_servico": ordem_de_servico}
    return [
        campo for campo, prova in PROVAS.items() if prova in caso.versao_servico.prova and not dadas[campo]
    ]


@transaction.atomic
def indeferir(*, caso: Solicitacao, versao: int, por: Autor, motivo: str, resposta: str) -> Solicitacao:
    """Recusa o pedido com um motivo da lista e um texto."""
    resposta, razao = conferir_resposta(resposta), MotivoDeRecusa(motivo)
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.INDEFERIDA, por)
    caso.motivo_de_recusa = razao
    return encerrar(
        caso,
        Situacao.INDEFERIDA,
        Tipo.INDEFERIMENTO,
        por,
        texto=resposta,
        mudancas={"motivo": ["", razao.label]},
        avisos=avisar(caso, "indeferido", {"motivo": razao.label}, resposta=resposta),
    )


@transaction.atomic
def cancelar(*, caso: Solicitacao, por: Autor, motivo: str = "", por_onde: str = "") -> Solicitacao:
    """A desistência do munícipe, enquanto o pedido está aberto, e por quê, se ele diz.

    `por_onde` é o canal em que alguém a pediu a quem atende: o aviso o diz, para quem não a pediu.
    """
    caso = travar(caso)
    exigir(caso, Situacao.CANCELADA, por)
    quem = quem_pediu(por, por_onde)
    motivo_dito = DESISTENCIA_REGISTRADA if quem else DESISTIU
    avisos = avisar(caso, "cancelado", {"motivo": motivo_dito, "quem_pediu": quem})
    texto = f"{DESISTENCIA} Motivo: {motivo}." if motivo else DESISTENCIA
    return encerrar(caso, Situacao.CANCELADA, Tipo.CANCELAMENTO, por, texto=texto, avisos=avisos)


def encerrar(
    caso: Solicitacao,
    situacao: Situacao,
    tipo: Tipo,
    por: Autor,
    *,
    texto: str,
    avisos: Sequence[Aviso],
    mudancas: dict[str, Any] | None = None,
) -> Solicitacao:
    """Fecha um caso já travado, que aceita a transição: data o fim; nada mais se espera de ninguém.

    Sem responsável, quem da equipe o encerra passa a ser: o que alguém fez não fica como de ninguém.
    """
    caso.situacao = situacao
    if por.eh_servidor:
        caso.responsavel = caso.responsavel or por.usuario
    caso.encerrada_em = timezone.now()
    caso.parada_em = caso.responder_ate = caso.lembrar_em = caso.aguarda_decisao_desde = None
    caso.por_ler_desde = None
    promover(caso, por=por)
    return registrar_ato(caso, tipo, por, texto=texto, mudancas=mudancas, avisos=avisos, em=caso.encerrada_em)
