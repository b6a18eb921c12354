"""Lembrar quem está com a bola, uma vez por dia de lembrete e por vencimento: a chave do recado o garante."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from esic.recados import chamar, contar
from protocolo.lembretes import chave_da_vez

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from esic.esperas import Espera
    from esic.models import Lembrete


def lembrar(*, linha: Any, espera: Espera, regras: Iterable[Lembrete], agora: datetime) -> None:
    """O recado do último dia de lembrete que já chegou; nenhum, se não é dia."""
    if vez := chave_da_vez(regras, espera.vence_em(linha), agora):
        chamar(espera, linha, espera.lembrete(linha, agora), chave=f"{espera.chave(linha)}/{vez}")


def contar_a_quem_chegou(*, linha: Any, espera: Espera) -> None:
    """Quem foi designado depois recebe o recado do que já o espera."""
    contar(espera, linha)
