"""O que o tempo causa a qualquer linha com relógio: recalcular, vencer, lembrar e encerrar o complemento.

Cada aplicativo passa as suas linhas e a sua ação. Escolhe-se pelo estado: rodar duas vezes não repete, e o
que falhou fica no registro e é tentado na volta seguinte. Nada vence nem se encerra por um relógio de antes
da última mudança no calendário (ADR 0026).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from contas.autor import SISTEMA
from protocolo.calendario import carregar_calendario
from protocolo.models import ComComplementoQuerySet, ComPrazoQuerySet
from protocolo.prazos.relogio import comeco_do_dia
from protocolo.prazos_legais import calendario_mudou_em

registro = logging.getLogger(__name__)
LOTE = 500
"""Quantos se leem do banco por vez: uma mudança no calendário refaz todos os abertos na mesma volta."""


def aplicar(
    linhas: QuerySet[Any, Any], acao: Callable[..., object], *, como: str = "caso", **comuns: Any
) -> None:
    """Aplica a ação a cada linha, dada no argumento `como`, com os argumentos comuns a todas."""
    for linha in linhas.iterator(chunk_size=LOTE):
        try:
            acao(**{como: linha}, **comuns)
        except Exception:  # noqa: BLE001  uma linha ruim não para a rotina
            registro.exception("%s falhou em %s %s", acao.__name__, linha._meta.model_name, linha.pk)


def em_dia[Q: QuerySet[Any, Any]](linhas: Q, *, caminho: str = "") -> Q:
    """As linhas que nenhuma mudança no calendário espera; `caminho` vai da linha à que guarda o relógio."""
    mudanca = calendario_mudou_em()
    return linhas.filter(**{f"{caminho}calculada_em__gte": mudanca}) if mudanca else linhas


def recalcular(linhas: ComPrazoQuerySet[Any], acao: Callable[..., object]) -> None:
    """Depois de mudança no calendário, refaz os relógios abertos de antes dela, e só esses."""
    mudanca = calendario_mudou_em()
    if mudanca is None:
        return
    agora, calendario = timezone.now(), carregar_calendario()
    antigas = linhas.calculadas_antes(mudanca).order_by("vence_em", "id")
    aplicar(antigas, acao, por=SISTEMA, calendario=calendario, em=agora)


def avisar_vencidas(
    vencidas: Callable[[datetime], ComPrazoQuerySet[Any]], acao: Callable[..., object]
) -> None:
    """Prazo vencido: avisa uma vez, no dia seguinte."""
    hoje = comeco_do_dia(timezone.localdate())
    por_avisar = em_dia(vencidas(hoje)).filter(vencimento_avisado_em=None)
    aplicar(por_avisar.order_by("vence_em", "id"), acao, por=SISTEMA)


def cuidar_complementos(
    linhas: ComComplementoQuerySet[Any],
    *,
    encerrar: Callable[..., object],
    lembrar: Callable[..., object],
) -> None:
    """Encerra a espera de quem não respondeu no tempo e lembra, na metade dele, quem ainda pode."""
    agora, casos = timezone.now(), em_dia(linhas)
    aplicar(casos.com_complemento_vencido(agora), encerrar, por=SISTEMA)
    aplicar(casos.com_complemento_a_lembrar(agora), lembrar, por=SISTEMA)
