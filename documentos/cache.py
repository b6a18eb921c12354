"""Contas caras que qualquer pessoa pode pedir: fazem-se no máximo de dez em dez minutos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

if TYPE_CHECKING:
    from collections.abc import Callable

DEZ_MINUTOS = 600


def por_dez_minutos[T](chave: str, calcular: Callable[[], T]) -> T:
    """O que se calculou há pouco com esta chave, ou o que se calcula agora. Sem o cache, calcula sempre."""
    guardado: T | None = cache.get(chave)
    if guardado is None:
        guardado = calcular()
        cache.set(chave, guardado, DEZ_MINUTOS)
    return guardado
