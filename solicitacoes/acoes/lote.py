"""O mesmo ato em muitos pedidos de uma vez, com uma resposta por pedido."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from protocolo.erros import RecusaDeAcao

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contas.autor import Autor
    from solicitacoes.models import Solicitacao

MAXIMO = 200
"""Quantos pedidos cabem num lote."""


@dataclass(frozen=True, slots=True)
class Resultado:
    """O que aconteceu com um pedido do lote; `recusa` vazia: foi feito."""

    caso: Solicitacao
    recusa: str = ""


def em_lote(
    acao: Callable[..., Solicitacao],
    *,
    casos: Iterable[tuple[Solicitacao, int]],
    por: Autor,
    **argumentos: Any,
) -> list[Resultado]:
    """Aplica a ação a cada (pedido, versão vista), cada um na sua transação: a falha de um é só dele."""
    return [_um(acao, caso, versao, por, argumentos) for caso, versao in casos]


def _um(
    acao: Callable[..., Solicitacao], caso: Solicitacao, versao: int, por: Autor, argumentos: dict[str, Any]
) -> Resultado:
    try:
        return Resultado(acao(caso=caso, versao=versao, por=por, **argumentos))
    except RecusaDeAcao as recusa:
        return Resultado(caso, str(recusa))
