"""A vez de refazer um arquivo enquanto a pessoa espera: uma por processo, e sobra quem sirva as páginas."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_vez = threading.BoundedSemaphore(1)


class SemVez(Exception):
    """Outro arquivo está sendo refeito neste processo."""


@contextmanager
def tomar_a_vez(espera: float = 0) -> Iterator[None]:
    """A vez, por até `espera` segundos de paciência. Levanta SemVez."""
    if not _vez.acquire(timeout=espera):
        raise SemVez
    try:
        yield
    finally:
        _vez.release()
