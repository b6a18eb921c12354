"""O mesmo ato em muitos pedidos de uma vez, com uma resposta por pedido."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from mesas.provas import TIPO, abrir_envio
from protocolo.erros import RecusaDeAcao
from protocolo.models import Rascunho
from solicitacoes.models import Solicitacao

MAXIMO = 200
"""Quantos pedidos cabem num lote."""
ENVIADO = "lote"
"""O que o rascunho de um lote guarda no lugar do protocolo: depois disso ele não se repete."""

SEM_NOTICIA = timedelta(minutes=1)
"""Cada pedido leva menos que isto: depois, quem fazia o lote morreu."""


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
    anotar: Callable[[Solicitacao, str], None] = lambda _caso, _recusa: None,
    **argumentos: Any,
) -> list[Resultado]:
    """Aplica a ação a cada (pedido, versão vista), cada um na sua transação: a falha de um é só dele.

    `anotar` escreve o resultado na transação do próprio pedido: se o processo morre no meio do lote, o que
    se fez está escrito, e só isso.
    """
    resultados = []
    for caso, versao in casos:
        try:
            with transaction.atomic():
                feito = acao(caso=caso, versao=versao, por=por, **argumentos)
                anotar(caso, "")
        except RecusaDeAcao as recusa:
            anotar(caso, str(recusa))
            resultados.append(Resultado(caso, str(recusa)))
        else:
            resultados.append(Resultado(feito))
    return resultados


def comecar_lote(*, envio: UUID, assunto: str, dono: Usuario, dados: dict[str, Any]) -> bool:
    """Toma o envio para si e escreve o que se vai fazer; falso se ele já foi tomado.

    Clicar duas vezes ou recarregar faz um lote só.
    """
    abrir_envio(envio=envio, assunto=assunto, dono=dono)
    livre = Rascunho.objects.filter(pk=envio, protocolo="")
    return bool(livre.update(protocolo=ENVIADO, dados=_com_a_hora(dados)))


def guardar_lote(*, envio: UUID, dados: dict[str, Any]) -> None:
    """O que aconteceu até agora com cada pedido, para a página da resposta."""
    meu = Rascunho.objects.filter(pk=envio, tipo=TIPO, protocolo=ENVIADO)
    meu.update(dados=_com_a_hora(dados))


def _com_a_hora(dados: dict[str, Any]) -> dict[str, Any]:
    return {**dados, "em": timezone.now().isoformat()}


def parou(dados: dict[str, Any], agora: datetime) -> bool:
    """O lote ficou no meio: há pedido sem resposta e já não se escreve nele há um minuto."""
    falta = any(recusa is None for _, recusa in dados["itens"])
    return falta and agora - datetime.fromisoformat(dados["em"]) > SEM_NOTICIA
