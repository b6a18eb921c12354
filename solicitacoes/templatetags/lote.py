"""Os botões da barra dos pedidos marcados na lista."""

from collections.abc import Iterable

from django import template

from solicitacoes.caixa.atos import DO_LOTE, AtoDaCaixa

register = template.Library()


@register.simple_tag
def atos_do_lote() -> Iterable[AtoDaCaixa]:
    """`{% atos_do_lote as atos %}`: o que se faz em muitos pedidos de uma vez, na ordem dos botões."""
    return DO_LOTE.values()
