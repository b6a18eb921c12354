"""Lembrar quem está com a bola, uma vez por dia de lembrete e por vencimento: a chave do recado o garante."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from esic.recados import chamar, contar
from protocolo.lembretes import lembrete_de
from protocolo.prazo_em_palavras import dias_passados

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from esic.esperas import Espera
    from esic.models import Lembrete


def lembrar(*, linha: Any, espera: Espera, regras: Iterable[Lembrete], agora: datetime) -> None:
    """O recado do último dia de lembrete que já chegou; nenhum, se não é dia."""
    vence_em = espera.vence_em(linha)
    vez = lembrete_de(regras, dias_passados(vence_em, agora))
    if vez is not None:
        chave = f"{espera.chave(linha)}/{timezone.localdate(vence_em):%Y%m%d}/{vez}"
        chamar(espera, linha, espera.lembrete(linha, agora), chave=chave)


def contar_a_quem_chegou(*, linha: Any, espera: Espera) -> None:
    """Quem foi designado depois recebe o recado do que já o espera."""
    contar(espera, linha)
