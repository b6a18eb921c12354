"""O que o menu da chefia do atendimento precisa saber de quem o vê."""

from django import template

from atendimento.guardas import da_central
from contas.models import Usuario

register = template.Library()


@register.filter
def chefia_da_central(usuario: object) -> bool:
    """`{% if user|chefia_da_central %}`: é hoje chefia da Central, e não só de uma Praça?"""
    return isinstance(usuario, Usuario) and da_central(usuario) is not None
