"""O que o menu das rotas precisa saber de quem o vê."""

from django import template

from solicitacoes.guardas import eh_da_coordenacao

register = template.Library()


@register.filter
def coordena(usuario: object) -> bool:
    """`{% if user|coordena %}`: serve hoje na unidade de triagem?"""
    return eh_da_coordenacao(usuario)
