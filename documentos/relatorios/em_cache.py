"""Contas caras que qualquer pessoa pode pedir: fazem-se no máximo de dez em dez minutos."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from django.core.cache import cache
from django.utils import timezone

DEZ_MINUTOS = 600
_vez = Lock()


def por_dez_minutos[T](chave: str, calcular: Callable[[], T]) -> T:
    """O que se calculou há pouco com esta chave, ou o que se calcula agora. Sem o cache, calcula sempre.

    Quem chega enquanto se calcula espera: muitos ao mesmo tempo fazem uma conta só, em cada processo.
    """
    guardado: T | None = cache.get(chave)
    if guardado is not None:
        return guardado
    with _vez:
        guardado = cache.get(chave)
        if guardado is None:
            guardado = calcular()
            cache.set(chave, guardado, DEZ_MINUTOS)
    return guardado


def estes_dez_minutos() -> str:
    """Muda de dez em dez minutos: a marca do que não tem outra."""
    return str(int(timezone.now().timestamp()) // DEZ_MINUTOS)
