"""O que as pessoas procuram e o Guia não tem, contado sem saber quem procurou.

A página da busca só lê o banco: ela conta no cache, e uma rotina passa as contas à tabela. Sem
cache, ou se duas pessoas procuram no mesmo instante, perde-se uma contagem, e mais nada.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.core.cache import cache
from django.db.models import F

from guia.busca import sinonimos
from guia.models import BuscaSemResultado

CHAVE = "guia:sem-resultado"
GUARDADAS = 500
"""Quantas buscas diferentes se guardam entre duas voltas da rotina."""
DIA = 86_400
LETRAS = 120
PARECE_PESSOAL = re.compile(r"@|\d{4,}")
"""E-mail, CPF, telefone, protocolo: não se guarda."""


def anotar(texto: str) -> None:
    """Conta mais uma vez uma busca que não achou nada."""
    escrita = " ".join(sinonimos.simplificar(texto).split())[:LETRAS]
    if not escrita or PARECE_PESSOAL.search(escrita):
        return
    contas: dict[str, int] = cache.get(CHAVE) or {}
    if escrita in contas or len(contas) < GUARDADAS:
        contas[escrita] = contas.get(escrita, 0) + 1
        cache.set(CHAVE, contas, DIA)


def guardar(em: datetime) -> int:
    """Passa à tabela o que o cache contou; devolve quantas buscas diferentes."""
    contas: dict[str, int] = cache.get(CHAVE) or {}
    cache.delete(CHAVE)
    for escrita, vezes in contas.items():
        BuscaSemResultado.objects.update_or_create(
            texto=escrita,
            defaults={"vezes": F("vezes") + vezes, "ultima_em": em},
            create_defaults={"vezes": vezes, "ultima_em": em},
        )
    return len(contas)
