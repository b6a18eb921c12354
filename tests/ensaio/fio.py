"""O fio entre o portal e o correio: passa tudo, passa devagar, ou corta no meio da mensagem.

O servidor na outra ponta é o `tests.correio`: o que se corta antes do fim ele nunca aceitou.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from enum import StrEnum, auto

PEDACO = 4096
DEVAGAR = 0.4
"""Segundos que cada pedaço espera."""


class Modo(StrEnum):
    """O que o fio faz a cada mensagem."""

    BOM = auto()
    LENTO = auto()
    CORTADO = auto()
    """No meio do DATA: a metade chega, e a ligação cai."""
    SURDO = auto()
    """Depois do DATA inteiro: o correio aceitou, e quem mandou não o soube."""


class Fio:
    """Uma porta que leva ao correio; `modo` se troca com ele em uso."""

    def __init__(self, correio: int) -> None:
        self.correio = correio
        self.porta = 0
        self.modo = Modo.BOM
        self.surdas = 0
        """Mensagens aceitas de que a resposta não voltou: só estas podem chegar duas vezes pelo fio."""

    @contextlib.contextmanager
    def no_ar(self) -> Iterator[Fio]:
        """Numa thread, até o fim do bloco."""
        laco, pronto = asyncio.new_event_loop(), threading.Event()
        thread = threading.Thread(target=self._rodar, args=(laco, pronto), daemon=True)
        thread.start()
        pronto.wait()
        try:
            yield self
        finally:
            laco.call_soon_threadsafe(laco.stop)
            thread.join()

    def _rodar(self, laco: asyncio.AbstractEventLoop, pronto: threading.Event) -> None:
        asyncio.set_event_loop(laco)
        servidor = laco.run_until_complete(asyncio.start_server(self._atender, "127.0.0.1", 0))
        self.porta = servidor.sockets[0].getsockname()[1]
        pronto.set()
        laco.run_forever()
        servidor.close()
        for tarefa in asyncio.all_tasks(laco):
            tarefa.cancel()
        laco.run_until_complete(asyncio.sleep(0))
        laco.close()

    async def _atender(self, de: asyncio.StreamReader, para: asyncio.StreamWriter) -> None:
        leitor, escritor = await asyncio.open_connection("127.0.0.1", self.correio)
        passagem = _Passagem(self, (de, escritor), (leitor, para))
        try:
            await asyncio.gather(passagem.a_ida(), passagem.a_volta())
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            for ponta in (escritor, para):
                ponta.transport.abort()


type Sentido = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Passagem:
    """Uma ligação: os dois sentidos, e se a mensagem está a passar."""

    def __init__(self, fio: Fio, ida: Sentido, volta: Sentido) -> None:
        self.fio, self.ida, self.volta = fio, ida, volta
        self.na_mensagem = False

    async def a_ida(self) -> None:
        """Do portal ao correio."""
        leitor, escritor = self.ida
        while pedaco := await leitor.read(PEDACO):
            if self.fio.modo == Modo.LENTO:
                await asyncio.sleep(DEVAGAR)
            if self.fio.modo == Modo.CORTADO and self.na_mensagem:
                escritor.write(pedaco[: len(pedaco) // 2])
                await escritor.drain()
                raise ConnectionAbortedError
            escritor.write(pedaco)
            await escritor.drain()
        raise ConnectionAbortedError

    async def a_volta(self) -> None:
        """Do correio ao portal: o 354 abre a mensagem, e a resposta seguinte a fecha."""
        leitor, escritor = self.volta
        while pedaco := await leitor.read(PEDACO):
            if self.na_mensagem and self.fio.modo == Modo.SURDO and pedaco.startswith(b"250"):
                self.fio.surdas += 1
                raise ConnectionAbortedError
            self.na_mensagem = pedaco.startswith(b"354")
            escritor.write(pedaco)
            await escritor.drain()
        raise ConnectionAbortedError
