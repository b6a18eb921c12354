"""As threads do Django neste processo, contadas no laço de eventos: a que não volta dá-se por perdida.

Uma thread do Python não se interrompe. Quem pediu recebe 503, e ela conta como perdida até acabar de verdade.
Com metade perdida, o processo acaba o que tem e sai, e o granian faz outro (ADR 0069).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from sp156.embutido import travas
from sp156.web.recados import CHEIO, DEMOROU, Recusado

PERGUNTAR_PELA_VEZ = 1.0
DITO = 200
"""Letras do endereço que vão ao registro."""

registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prazos:
    """Em segundos."""

    pedido: float = 30.0
    """Que se espera por uma thread; e, depois, que a página tem para começar a responder."""
    resposta: float = 300.0
    """Que tem a resposta já começada, como a da planilha que se escreve aos poucos."""
    perdidas: float = 60.0
    """Com metade das threads perdida, até querer sair."""
    refazer: float = 10.0
    """De ter a vez até sair: é o que demora a atender quem entrou no lugar do anterior. E nenhum processo sai
    mais novo: o granian acaba de vez se o mesmo acaba até 5,5 s depois de refeito (`server/common.py`)."""
    despedida: float = 60.0
    """Que têm, na saída, quem manda e quem lê devagar."""


class Threads:
    """Quantas há, quantas se perderam, e a saída do processo. Só o laço mexe aqui."""

    def __init__(self, quantas: int, prazos: Prazos) -> None:
        self._quantas, self._prazos = quantas, prazos
        self._trabalho = ThreadPoolExecutor(quantas, thread_name_prefix="web")
        self._livres = asyncio.Semaphore(quantas)
        self._perdidas = 0
        self._saida: asyncio.Task[None] | None = None

    @property
    def ha(self) -> bool:
        """Alguma ainda atende."""
        return self._perdidas < self._quantas

    async def fazer(self, trabalho: Callable[[], None], comecou: Callable[[], bool], endereco: str) -> None:
        """Faz `trabalho` numa thread; levanta `Recusado` se não há thread, ou se ele não acaba a tempo.

        `comecou` diz se a resposta já começou; `endereco`, sem a consulta, é o que se registra.
        """
        try:
            async with asyncio.timeout(self._prazos.pedido):
                await self._livres.acquire()
        except TimeoutError:
            raise Recusado(CHEIO) from None
        feito = asyncio.get_running_loop().run_in_executor(self._trabalho, trabalho)
        feito.add_done_callback(lambda _: self._livres.release())
        await asyncio.wait({feito}, timeout=self._prazos.pedido)
        if not feito.done() and comecou():
            await asyncio.wait({feito}, timeout=self._prazos.resposta)
        if not feito.done():
            self._perder(feito, endereco)
            raise Recusado(DEMOROU)
        feito.result()

    def _perder(self, feito: asyncio.Future[None], endereco: str) -> None:
        self._perdidas += 1
        feito.add_done_callback(lambda _: self._reaver())
        registro.error(
            "não acabou a tempo, e a linha está perdida (%d de %d): %r",
            *(self._perdidas, self._quantas, endereco[:DITO]),
        )
        if self._metade and self._saida is None:
            self._saida = asyncio.get_running_loop().create_task(self._sair())

    def _reaver(self) -> None:
        self._perdidas -= 1
        if self._saida and not self._metade:
            self._saida.cancel()
            self._saida = None

    @property
    def _metade(self) -> bool:
        return 2 * self._perdidas >= self._quantas

    async def _sair(self) -> None:
        """Deixa de receber, acaba o que tem e sai; cancelada, se antes disso as threads voltam.

        Um de cada vez: o que trava um processo costuma travar os outros na mesma hora, e todos de saída
        deixariam o portal sem ninguém que recebesse.
        """
        await asyncio.sleep(self._prazos.perdidas)
        while (vez := travas.tentar(Path(gettempdir()) / f"sp156-saida-{os.getppid()}")) is None:  # noqa: ASYNC110 - solta-a outro processo
            await asyncio.sleep(PERGUNTAR_PELA_VEZ)
        try:
            await asyncio.sleep(self._prazos.refazer)
        except asyncio.CancelledError:
            vez.soltar()
            raise
        registro.error("com %d de %d linhas perdidas, este processo sai", self._perdidas, self._quantas)
        os.kill(os.getpid(), signal.SIGTERM)  # o granian acaba o que tem; a vez, solta-a o núcleo no fim
        asyncio.get_running_loop().call_later(self._prazos.despedida, os._exit, 1)

    def acabar(self) -> None:
        """Já se respondeu a todos; por uma thread perdida não se espera, como o Python esperaria."""
        if self._perdidas:
            logging.shutdown()
            os._exit(1)
        self._trabalho.shutdown(wait=True)
