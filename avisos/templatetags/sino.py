"""Quantos avisos faltam ler, no alto das páginas de quem trabalha."""

from __future__ import annotations

from django import template

from avisos.models import Notificacao
from contas.models import Usuario

register = template.Library()

TETO = 99


@register.filter
def avisos_por_ler(quem: object) -> str:
    """ "" a quem nada tem, "7", ou "99+": uma consulta pelo índice dos não lidos, que para no teto."""
    if not isinstance(quem, Usuario):
        return ""
    por_ler = Notificacao.objects.filter(usuario=quem, lida_em=None).order_by()
    quantos = por_ler.values("pk")[: TETO + 1].count()
    return f"{TETO}+" if quantos > TETO else str(quantos or "")
