"""Leituras do que é comum a todo caso."""

from __future__ import annotations

from protocolo.models import Vinculo


def tem_segunda_instancia(protocolo: str) -> bool:
    """Há na Ouvidoria uma manifestação, que não é denúncia, sobre este pedido?"""
    acima = Vinculo.objects.filter(para_protocolo=protocolo, tipo=Vinculo.SEGUNDA_INSTANCIA, reservado=False)
    return acima.exists()
