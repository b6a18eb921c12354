"""Quantos avisos faltam ler, no alto das páginas de quem trabalha."""

from __future__ import annotations

from django import template
from django.db import connection

from contas.models import Usuario

register = template.Library()

TETO = 99
POR_LER = """SELECT count(*) FROM (
    SELECT FROM avisos_notificacao WHERE usuario_id = %s AND lida_em IS NULL LIMIT %s
) por_ler"""
"""À mão: está em toda página de quem trabalha, e o ORM gastava mais em montá-la que o banco em responder."""


@register.filter
def avisos_por_ler(quem: object) -> str:
    """ "" a quem nada tem, "7", ou "99+": uma consulta pelo índice dos não lidos, que para no teto."""
    if not isinstance(quem, Usuario):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(POR_LER, [quem.pk, TETO + 1])
        (quantos,) = cursor.fetchone()
    return f"{TETO}+" if quantos > TETO else str(quantos or "")
