"""O cabeçalho de quem trabalha, no modelo: `{% cabecalho user as meu %}`."""

from __future__ import annotations

from django import template
from django.template import Context

from ouvidoria.cabecalho import Cabecalho, cabecalho

register = template.Library()
GUARDADO = "cabecalho"


@register.simple_tag(takes_context=True, name="cabecalho")
def cabecalho_da_pagina(context: Context, quem: object) -> Cabecalho:
    """Lido uma vez por página: o topo e as abas o pedem em blocos que não se veem."""
    guardado: Cabecalho | None = context.render_context.get(GUARDADO)
    if guardado is None:
        guardado = context.render_context[GUARDADO] = cabecalho(quem)
    return guardado
