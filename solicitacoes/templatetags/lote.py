"""Os botões da barra dos pedidos marcados na lista."""

from collections.abc import Iterable

from django import template

from roteamento.models import Unidade
from solicitacoes.caixa.atos import DO_LOTE, MANDAR_A_TURMA, AtoDaCaixa

register = template.Library()


@register.simple_tag
def atos_do_lote(unidade: Unidade) -> Iterable[AtoDaCaixa]:
    """`{% atos_do_lote unidade as atos %}`: o que nela se faz em muitos de uma vez, na ordem dos botões."""
    tem_turmas = getattr(unidade, "tem_turmas", True)  # quem leu a unidade para a caixa o sabe
    return [ato for ato in DO_LOTE.values() if tem_turmas or ato.nome != MANDAR_A_TURMA]
