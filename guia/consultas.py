"""O que as páginas do Guia leem."""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from guia import busca
from guia.models import Servico, SlugAntigo, Tema

if TYPE_CHECKING:
    from collections.abc import Iterable

RELACIONADOS = 5


def buscar(texto: str, limite: int = 20) -> list[Servico]:
    """Os serviços do Guia que respondem ao texto, o melhor primeiro. Sem palavras, nenhum."""
    palavras = busca.palavras(texto)
    if not palavras:
        return []
    valores = {
        "palavras": palavras,
        "ultima": len(palavras),
        "limite": limite,
        "menor_prefixo": busca.MENOR_PREFIXO,
        "menor_nota": busca.MENOR_NOTA,
    }
    with connection.cursor() as cursor:
        cursor.execute(busca.CONSULTA, valores)
        ids = [linha[0] for linha in cursor.fetchall()]
    achados = Servico.objects.no_guia().resumidos().in_bulk(ids)
    return [achados[pk] for pk in ids if pk in achados]
