"""Por onde uma pessoa é avisada, para as páginas que o dizem antes de mandar."""

from __future__ import annotations

from django import template

from avisos.canais import destinos
from contas.models import Interessado

register = template.Library()


@register.filter
def avisado_por(interessado: Interessado | None) -> str:
    """O canal, ou vazio."""
    return destinos.avisado_por(interessado) if interessado else ""
