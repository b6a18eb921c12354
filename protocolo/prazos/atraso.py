"""Quando um relógio passou do prazo: a regra num lugar só, como filtro, como SQL e numa linha já lida.

O parado não vence, nem o que não tem prazo. Se o caso ainda está aberto, ou por responder, quem pergunta é
que diz.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from protocolo.prazos.contagem import Contagem

if TYPE_CHECKING:
    from protocolo.models import ComPrazo

VENCIDA = f"parada_em IS NULL AND vence_em < %(agora)s AND contagem <> '{Contagem.SEM_PRAZO.value}'"
"""A regra em SQL, para as contas escritas à mão."""


def vencida(em: datetime) -> Q:
    """As linhas com o relógio correndo e o prazo passado em `em`."""
    return Q(parada_em=None, vence_em__lt=em) & ~Q(contagem=Contagem.SEM_PRAZO)


def venceu(linha: ComPrazo, em: datetime) -> bool:
    """Verdadeiro se esta linha é uma delas."""
    return linha.parada_em is None and linha.vence_em < em and linha.contagem != Contagem.SEM_PRAZO
