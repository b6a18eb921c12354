"""Uma conexão de navegador, por HTTP, que fica aberta de um pedido ao outro."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from urllib.parse import urlencode

PROVA = "c" * 32


class Ligacao:
    """Uma conexão que fica aberta, como a do navegador; se cai, abre-se outra."""

    def __init__(self, porta: int, cookies: str) -> None:
        self.porta, self.cookies = porta, cookies
        self._vez = asyncio.Lock()
        self._fluxos: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def pedir(
        self, caminho: str, dados: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """A situação, os cabeçalhos e o corpo; uma conexão velha tenta-se outra vez."""
        async with self._vez:
            try:
                return await self._pedir(caminho, dados)
            except (OSError, asyncio.IncompleteReadError, IndexError):
                self.fechar()
                return await self._pedir(caminho, dados)

    async def _pedir(self, caminho: str, dados: dict[str, Any] | None) -> tuple[int, dict[str, str], str]:
        if self._fluxos is None:
            self._fluxos = await asyncio.open_connection("127.0.0.1", self.porta)
        leitor, escritor = self._fluxos
        corpo = urlencode({**dados, "csrfmiddlewaretoken": PROVA}).encode() if dados is not None else b""
        linhas = [
            f"{'GET' if dados is None else 'POST'} {caminho} HTTP/1.1",
            f"Host: 127.0.0.1:{self.porta}",
            f"Cookie: csrftoken={PROVA}; {self.cookies}",
            "HX-Request: true",
            "Accept-Encoding: identity",
        ]
        if dados is not None:
            linhas += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(corpo)}"]
        escritor.write("\r\n".join([*linhas, "", ""]).encode() + corpo)
        cabeca = (await leitor.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        situacao = int(cabeca[0].split()[1])
        partidas = (linha.partition(": ") for linha in cabeca[1:])
        cabecalhos = {nome.lower(): valor for nome, _, valor in partidas}
        tamanho = int(cabecalhos.get("content-length", 0))
        return situacao, cabecalhos, (await leitor.readexactly(tamanho)).decode()

    async def encerrar(self) -> None:
        """Fecha-a e espera que se feche: acaba a medida."""
        if self._fluxos:
            escritor = self._fluxos[1]
            self.fechar()
            with contextlib.suppress(OSError):
                await escritor.wait_closed()

    def fechar(self) -> None:
        if self._fluxos:
            self._fluxos[1].close()
            self._fluxos = None
