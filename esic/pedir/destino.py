"""A que órgão vai o pedido de quem escolheu na lista, e o de quem não sabe quem tem a informação."""

from __future__ import annotations

from django.conf import settings

from esic.pedir.roteiro import NAO_SEI
from guia.models import Orgao


def orgao_de_quem_nao_sabe() -> Orgao | None:
    """Quem recebe o pedido de quem não sabe a quem pedir, e o passa adiante; None se o Guia não o tem."""
    return Orgao.objects.filter(sigla=settings.ESIC_ORGAO_DE_QUEM_NAO_SABE).first()


def orgao_escolhido(escolha: str) -> Orgao | None:
    """O órgão da escolha guardada no rascunho; None se já não está na lista."""
    if escolha == NAO_SEI:
        return orgao_de_quem_nao_sabe()
    return Orgao.objects.filter(pk=escolha).first() if escolha.isdecimal() else None
