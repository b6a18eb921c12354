"""O que as páginas da conta escrevem: o aparelho de uma sessão, a chave do aplicativo, se há gov.br."""

from django import template
from django.conf import settings

from contas import aparelhos

register = template.Library()
register.filter("aparelho", aparelhos.em_palavras)


@register.filter
def em_grupos(chave: str) -> str:
    """Em grupos de quatro: cabe na tela do celular e se copia à mão sem perder o lugar."""
    return " ".join(chave[i : i + 4] for i in range(0, len(chave), 4))


@register.simple_tag
def sms_ligado() -> bool:
    """A cidade manda SMS?"""
    return "sms" in settings.CANAIS


@register.simple_tag
def govbr_ligado() -> bool:
    """A cidade configurou a entrada pelo gov.br?"""
    return bool(settings.SOCIALACCOUNT_PROVIDERS)
