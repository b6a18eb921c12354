"""Um laço do asyncio para um teste."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def rodar[T](corrotina: Coroutine[Any, Any, T], *, ate: float | None = None) -> T:
    """Noutra thread: o navegador de outro teste pode ter um laço nesta. `ate`: segundos."""
    with ThreadPoolExecutor(1) as fora:
        return fora.submit(asyncio.run, asyncio.wait_for(corrotina, ate)).result()
