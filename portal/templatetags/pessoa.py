"""Quem está diante da página e aonde pode ir dela: o nome, a mesa e o caminho de volta."""

from __future__ import annotations

from django import template
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from assistente.aparelho import marca_da_conta
from contas.guardas import quem_entrou
from contas.models import Usuario
from portal.guardas import trabalho_de

register = template.Library()

SAIDA = "https://www.google.com.br/"
"""Uma página que todos abrem: não diz de onde se veio."""


@register.simple_tag
def saida_rapida() -> str:
    """Aonde vai quem precisa que esta página suma da tela."""
    return SAIDA


@register.simple_tag(takes_context=True, name="quem_entrou")
def quem_entrou_nesta(context: Context) -> Usuario | None:
    """Quem entrou; None também na página que se desenha sem requisição."""
    request: HttpRequest | None = context.get("request")
    return quem_entrou(request) if request else None


@register.filter
def conta_no_aparelho(quem: AbstractBaseUser | AnonymousUser) -> str:
    """A marca da conta, com que o aparelho sabe de quem é o que guarda."""
    return marca_da_conta(quem)


@register.simple_tag(takes_context=True)
def mesa_de_quem_entrou(context: Context) -> str:
    """O endereço da mesa de quem entrou; vazio a quem não entrou ou não trabalha aqui."""
    request: HttpRequest | None = context.get("request")
    quem = quem_entrou(request) if request else None
    nome = trabalho_de(request, quem) if request and quem and quem.papeis_valem else ""
    return reverse(nome) if nome else ""


@register.simple_tag(takes_context=True)
def entrar_e_voltar(context: Context) -> str:
    """A entrada, que depois traz de volta a esta página; da capa vai-se à área, ou ao trabalho."""
    entrada, volta = reverse("account_login"), _volta(context.get("request"))
    return f"{entrada}?{urlencode({'next': volta})}" if volta else entrada


def _volta(request: HttpRequest | None) -> str:
    """O caminho desta página, nunca de outro lugar; das páginas da conta não se volta a elas."""
    if request is None or request.path.startswith(reverse("conta")):
        return ""
    volta = "" if request.path == reverse("portal:inicio") else request.get_full_path()
    return volta if url_has_allowed_host_and_scheme(volta, None) else ""


@register.simple_tag(takes_context=True)
def pagina_de_antes(context: Context) -> str:
    """A página nossa de que se veio; vazio se foi de fora, ou se é esta mesma."""
    request: HttpRequest | None = context.get("request")
    veio = request.headers.get("Referer", "") if request else ""
    if not request or not url_has_allowed_host_and_scheme(veio, {request.get_host()}):
        return ""
    return "" if veio == request.build_absolute_uri() else veio
