"""Contas caras que qualquer pessoa pode pedir: fazem-se no máximo de dez em dez minutos."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache

DEZ_MINUTOS = 600


def por_dez_minutos[T](chave: str, calcular: Callable[[], T]) -> T:
    """O que se calculou há pouco com esta chave, ou o que se calcula agora. Sem o cache, calcula sempre."""
    guardado: T | None = cache.get(chave)
    if guardado is None:
        guardado = calcular()
        cache.set(chave, guardado, DEZ_MINUTOS)
    return guardado
