"""O trabalho da unidade: assumir, iniciar, transferir, devolver."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from protocolo.acoes import exigir, travar
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade
from solicitacoes.acoes.registro import passar_a, registrar_ato
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.notificacao import avisar, chamar_a_chefia
from solicitacoes.situacoes import Situacao, Tipo
from solicitacoes.unidade_sucessora import anterior_de

JA_EM_ANDAMENTO = "Este pedido já está em andamento."
SEM_DE_ONDE = "Este pedido não veio de outra unidade: não há para onde devolver."
DEVOLUCOES_ATE_A_DECISAO = 2
"""Devolvido tantas vezes, o pedido já não anda entre as unidades: a coordenação decide de quem ele é."""

AGUARDA_DECISAO = (
    "As unidades devolveram este pedido mais de uma vez: "
    "ele fica nesta unidade até a coordenação decidir quem cuida dele."
)


@transaction.atomic
def assumir(*, caso: Solicitacao, versao: int, por: Autor) -> Solicitacao:
    """Quem assume passa a ser o responsável; a situação não muda."""
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    antes = caso.responsavel.nome if caso.responsavel else ""
    caso.responsavel = por.usuario
    mudancas = {"responsavel": [antes, str(por.usuario)]}
    return registrar_ato(caso, Tipo.ASSUNCAO, por, alcance=Andamento.Alcance.INTERNO, mudancas=mudancas)


@transaction.atomic
def iniciar(*, caso: Solicitacao, versao: int, por: Autor) -> Solicitacao:
    """Começa a execução; sem responsável, quem inicia passa a ser."""
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.EM_ANDAMENTO, por)
    if caso.situacao == Situacao.EM_ANDAMENTO:
        raise TransicaoProibida(JA_EM_ANDAMENTO)
    if not caso.aberta:
        raise TransicaoProibida("Este pedido já foi encerrado: só reaberto ele volta a andar.")
    caso.situacao = Situacao.EM_ANDAMENTO
    caso.responsavel = caso.responsavel or por.usuario
    return registrar_ato(caso, Tipo.INICIO, por, avisos=avisar(caso, "em_andamento"))


@transaction.atomic
def transferir(*, caso: Solicitacao, versao: int, por: Autor, unidade: Unidade, motivo: str) -> Solicitacao:
    """Passa o pedido, na hora, à unidade que deve cuidar dele; a outra pode devolver.

    Nunca há pedido sem dono: a troca de caixa e o andamento são a mesma transação. Recusa o que
    aguarda decisão da coordenação.
    """
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    _recusar_a_decidir(caso)
    if unidade.pk == caso.unidade_id:
        raise TransicaoProibida("O pedido já está nesta unidade.")
    if not unidade.vigente_em(timezone.localdate()):
        raise TransicaoProibida("Esta unidade não existe hoje: escolha outra.")
    caso.transferencias += 1
    return _mudar_de_unidade(caso, unidade, Tipo.TRANSFERENCIA, por, motivo)


@transaction.atomic
def devolver(*, caso: Solicitacao, versao: int, por: Autor, motivo: str) -> Solicitacao:
    """Devolve o pedido à unidade que o transferiu, com a razão; cada devolução é contada.

    Se ela já acabou, ele vai para a sucessora.
    Depois da segunda o pedido fica na unidade a que voltou até a coordenação decidir.
    """
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    _recusar_a_decidir(caso)
    anterior = anterior_de(caso, timezone.localdate())
    if anterior is None:
        raise TransicaoProibida(SEM_DE_ONDE)
    caso.devolucoes += 1
    if caso.devolucoes >= DEVOLUCOES_ATE_A_DECISAO:
        caso.aguarda_decisao_desde = timezone.now()
    return _mudar_de_unidade(caso, anterior, Tipo.DEVOLUCAO, por, motivo)


def _recusar_a_decidir(caso: Solicitacao) -> None:
    if caso.aguarda_decisao_desde:
        raise TransicaoProibida(AGUARDA_DECISAO)


def _mudar_de_unidade(
    caso: Solicitacao, destino: Unidade, tipo: Tipo, por: Autor, motivo: str
) -> Solicitacao:
    origem = caso.unidade
    mudancas = passar_a(destino, caso, anterior=origem if tipo == Tipo.TRANSFERENCIA else None)
    caso = registrar_ato(
        caso,
        tipo,
        por,
        texto=motivo,
        unidade=origem.sigla,
        mudancas=mudancas,
        avisos=avisar(caso, "transferido", unidade=destino.nome, motivo=motivo),
    )
    chamar_a_chefia(caso, f"Recebido de {origem.sigla}")
    return caso
