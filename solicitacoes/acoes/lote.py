"""O mesmo ato em muitos pedidos de uma vez, com uma resposta por pedido."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contas.models import Usuario
from mesas.provas import TIPO, abrir_envio
from protocolo.acoes import travar_rascunho
from protocolo.erros import RecusaDeAcao
from protocolo.models import Rascunho

MAXIMO = 200
"""Quantos pedidos cabem num lote."""
ENVIADO = "lote"
"""O que o rascunho de um lote guarda no lugar do protocolo: depois disso ele não se repete."""

FALHA = "Não se fez, por uma falha nossa. Tente de novo."
SEM_NOTICIA = timedelta(seconds=10)
"""A página que se mandou continua-o logo: depois disto, saiu-se dela."""
UMA_HORA = timedelta(hours=1)
GUARDA = timedelta(days=30)
"""O que se fez em lote lê-se, e desfaz-se, por este tempo; depois, apaga-o a rotina dos rascunhos."""

registro = logging.getLogger(__name__)


def avancar_lote(*, envio: UUID, fazer: Callable[[str, dict[str, Any]], None], ate: float) -> None:
    """Faz os pedidos do lote que ainda não têm resposta, um de cada vez, até a hora `ate` (`time.monotonic`).

    `fazer` recebe o protocolo e o que se guarda do lote. Cada pedido e a resposta dele são uma transação só,
    com a linha do lote travada: se o processo morre, o que se fez está escrito, e só isso; e quem continua de
    dois lugares não faz duas vezes. A falha de um pedido é só dele.
    """
    while monotonic() < ate and _fazer_o_seguinte(envio, fazer):
        pass


@transaction.atomic
def _fazer_o_seguinte(envio: UUID, fazer: Callable[[str, dict[str, Any]], None]) -> bool:
    """Falso se já não há nenhum por fazer."""
    dados = travar_rascunho(envio).dados
    item = next((item for item in dados["itens"] if item[1] is None), None)
    if item is None:
        return False
    try:
        with transaction.atomic():
            fazer(item[0], dados)
    except RecusaDeAcao as recusa:
        item[1] = str(recusa)
    except Exception:  # noqa: BLE001  a falha de um pedido não para os outros
        registro.exception("O lote %s falhou em %s", envio, item[0])
        item[1] = FALHA
    else:
        item[1] = ""
    guardar_lote(envio=envio, dados=dados)
    return True


def comecar_lote(*, envio: UUID, assunto: str, dono: Usuario, dados: dict[str, Any]) -> bool:
    """Toma o envio para si e escreve o que se vai fazer; falso se ele já foi tomado.

    Clicar duas vezes ou recarregar faz um lote só.
    """
    abrir_envio(envio=envio, assunto=assunto, dono=dono)
    livre = Rascunho.objects.filter(pk=envio, protocolo="")
    ate = timezone.now() + GUARDA
    return bool(livre.update(protocolo=ENVIADO, dados=_com_a_hora(dados), expira_em=ate))


def guardar_lote(*, envio: UUID, dados: dict[str, Any]) -> None:
    """O que aconteceu até agora com cada pedido, para a página da resposta."""
    meu = Rascunho.objects.filter(pk=envio, tipo=TIPO, protocolo=ENVIADO)
    meu.update(dados=_com_a_hora(dados))


def _com_a_hora(dados: dict[str, Any]) -> dict[str, Any]:
    return {**dados, "em": timezone.now().isoformat()}


def feitos_em_lote(sigla: str, *, agora: datetime) -> QuerySet[Rascunho]:
    """Os lotes desta caixa que ainda se guardam."""
    return Rascunho.objects.filter(tipo=TIPO, assunto=sigla, protocolo=ENVIADO, expira_em__gt=agora)


def parados(agora: datetime) -> list[Rascunho]:
    """Os lotes da última hora em que há pedido sem resposta e que ninguém continua."""
    da_hora = Rascunho.objects.filter(tipo=TIPO, protocolo=ENVIADO, criado_em__gte=agora - UMA_HORA)
    return [lote for lote in da_hora.select_related("dono") if _parou(lote.dados, agora)]


def _parou(dados: dict[str, Any], agora: datetime) -> bool:
    falta = any(recusa is None for _, recusa in dados["itens"])
    return falta and agora - datetime.fromisoformat(dados["em"]) > SEM_NOTICIA
