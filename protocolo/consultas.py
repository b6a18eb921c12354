"""Leituras do que é comum a todo caso."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from protocolo.models import PrazoLegal, Vinculo

if TYPE_CHECKING:
    from datetime import datetime


def prazo_legal(chave: str, *, em: datetime) -> PrazoLegal:
    """O prazo que vale no dia. Levanta `PrazoLegal.DoesNotExist` se a tabela não o tem."""
    vigentes = PrazoLegal.objects.vigentes(timezone.localdate(em)).order_by("-vigente_de")
    prazo = vigentes.filter(chave=chave).first()
    if prazo is None:
        raise PrazoLegal.DoesNotExist(f"Não há prazo {chave} em vigor.")
    return prazo


def tem_segunda_instancia(protocolo: str) -> bool:
    """Há na Ouvidoria uma manifestação, que não é denúncia, sobre este pedido?"""
    acima = Vinculo.objects.filter(para_protocolo=protocolo, tipo=Vinculo.SEGUNDA_INSTANCIA, reservado=False)
    return acima.exists()
