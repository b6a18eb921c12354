"""O que os menus das rotas e da chefia precisam saber de quem os vê."""

from django import template
from django.utils import timezone

from contas.models import Usuario
from roteamento.consultas import chefia_da_unidade
from roteamento.models import Unidade
from solicitacoes.guardas import eh_da_coordenacao

register = template.Library()


@register.filter
def coordena(usuario: object) -> bool:
    """`{% if user|coordena %}`: serve hoje na unidade de triagem?"""
    return eh_da_coordenacao(usuario)


@register.filter
def chefiada_por(unidade: Unidade, usuario: object) -> bool:
    """`{% if unidade|chefiada_por:user %}`: é hoje chefia dela por lotação própria?"""
    return isinstance(usuario, Usuario) and chefia_da_unidade(usuario, unidade, timezone.localdate())
