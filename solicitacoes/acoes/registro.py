"""O que quase todo ato escreve: o andamento e, se o pedido muda de caixa, a troca."""

from __future__ import annotations

from typing import Any

from contas.autor import Autor
from protocolo.acoes import registrar
from roteamento.models import Unidade
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Tipo

PUBLICO = Andamento.Alcance.PUBLICO
SEM_TURMA = "nenhuma"
"""A turma de quem saiu da que tinha, como a história a diz."""


def registrar_ato(
    caso: Solicitacao, tipo: Tipo, por: Autor, *, alcance: str = PUBLICO, unidade: str = "", **resto: Any
) -> Solicitacao:
    """`registrar` o que a equipe fez: público, salvo se dito, e da unidade em que o pedido está.

    `unidade` diz outra: a que o pedido deixou, ou a de quem decidiu.
    """
    sigla = unidade or caso.unidade.sigla
    return registrar(caso, tipo=tipo, por=por, alcance=alcance, unidade=sigla, **resto)


def passar_a(destino: Unidade, caso: Solicitacao, *, anterior: Unidade | None = None) -> dict[str, list[str]]:
    """Põe o pedido na caixa do destino, em memória, sem responsável nem turma; o que mudou, para o andamento.

    `anterior` é a unidade a que ele se pode devolver.
    """
    mudancas = {"unidade": [caso.unidade.sigla, destino.sigla]}
    if caso.turma:
        mudancas["turma"] = [str(caso.turma), SEM_TURMA]
    caso.unidade, caso.unidade_anterior, caso.responsavel, caso.turma = destino, anterior, None, None
    return mudancas
