"""Quem pede sem parar, uma ligação por pedido, e conta o que não foi 200."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections import Counter
from collections.abc import Iterator

PRAZO = 40.0


class Carga:
    """Os pedidos de muitas pessoas ao mesmo tempo; `contas` diz quantos acabaram de cada jeito."""

    def __init__(self, porta: int, caminhos: tuple[str, ...]) -> None:
        self._porta, self._caminhos = porta, caminhos
        self._acabou = threading.Event()
        self.contas: Counter[str] = Counter()

    def _pedir(self) -> None:
        while not self._acabou.is_set():
            for caminho in self._caminhos:
                conexao = http.client.HTTPConnection("127.0.0.1", self._porta, timeout=PRAZO)
                try:
                    conexao.request("GET", caminho)
                    resposta = conexao.getresponse()
                    resposta.read()
                    self.contas[str(resposta.status)] += 1
                except (OSError, http.client.HTTPException) as erro:
                    self.contas[type(erro).__name__] += 1
                finally:
                    conexao.close()

    @contextlib.contextmanager
    def correndo(self, pessoas: int) -> Iterator[Carga]:
        threads = [threading.Thread(target=self._pedir) for _ in range(pessoas)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._acabou.set()
            for thread in threads:
                thread.join()
