"""O que cada sala declara de si num módulo seu, lido na ordem em que as configurações os dizem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any


def declarados(modulos: Iterable[str], lista: str) -> Iterator[tuple[str, Any]]:
    """O `GRUPO` de cada módulo, e a lista que ele tem com este nome."""
    for caminho in modulos:
        modulo = import_module(caminho)
        yield modulo.GRUPO, getattr(modulo, lista)
