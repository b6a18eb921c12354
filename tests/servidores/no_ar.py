"""Um servidor de mentira no ar, noutra thread, enquanto o teste roda."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from socketserver import BaseServer

ENTRE_OLHADAS = 0.01
"""Segundos. De meio em meio, que é o de sempre, cada servidor demora meio segundo a sair do ar."""


@contextlib.contextmanager
def no_ar(servidor: BaseServer) -> Iterator[None]:
    """Atende até o fim do bloco, e então fecha a porta."""
    thread = threading.Thread(target=servidor.serve_forever, args=[ENTRE_OLHADAS], daemon=True)
    thread.start()
    try:
        yield
    finally:
        servidor.shutdown()
        servidor.server_close()
        thread.join()
