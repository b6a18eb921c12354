"""O mesmo ato em muitos pedidos de uma vez, com uma resposta por pedido."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from protocolo.erros import RecusaDeAcao
from protocolo.models import Rascunho
from solicitacoes.acoes.provar import TIPO, abrir_envio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from contas.autor import Autor
    from contas.models import Usuario
    from solicitacoes.models import Solicitacao

MAXIMO = 200
"""Quantos pedidos cabem num lote."""
ENVIADO = "lote"
"""O que o rascunho de um lote guarda no lugar do protocolo: depois disso ele não se repete."""


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


def comecar_lote(*, envio: UUID, assunto: str, dono: Usuario) -> bool:
    """Toma o envio para si; falso se ele já foi tomado: clicar duas vezes ou recarregar faz um só."""
    abrir_envio(envio=envio, assunto=assunto, dono=dono)
    return bool(Rascunho.objects.filter(pk=envio, protocolo="").update(protocolo=ENVIADO))


def guardar_lote(*, envio: UUID, dados: dict[str, Any]) -> None:
    """O que aconteceu com cada pedido, para a página da resposta."""
    Rascunho.objects.filter(pk=envio, tipo=TIPO, protocolo=ENVIADO).update(dados=dados)
