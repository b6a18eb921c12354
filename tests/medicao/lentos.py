"""Clientes lentos contra um servidor que o próprio teste subiu, e quanto os outros esperam enquanto isso.

Só esta máquina: os endereços são os de 127.0.0.0/8, e cada cliente para sozinho.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

RITMO = 10.0
"""Pedidos por segundo do tráfego normal."""
AQUECER = 30
PAUSA = 1.0
"""Segundos entre um byte e o seguinte."""
CORPO = 10_000


@dataclass(frozen=True, slots=True)
class Alvo:
    """Onde se atende, e por que nome."""

    porta: int
    nome: str = "127.0.0.1"


def do_corpo(alvo: Alvo) -> bytes:
    """Os cabeçalhos completos de um envio cujo corpo não acaba."""
    return (
        f"POST /conta/login/ HTTP/1.1\r\nHost: {alvo.nome}\r\nContent-Length: {CORPO}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Cookie: csrftoken={'a' * 32}\r\n\r\n"
    ).encode()


def do_cabecalho(alvo: Alvo) -> bytes:
    """Cabeçalhos que não acabam."""
    return f"GET / HTTP/1.1\r\nHost: {alvo.nome}\r\nX-Lento: ".encode()


async def lento(alvo: Alvo, comeco: bytes, de: str) -> None:
    """Manda um byte por vez, para sempre; cortado, volta."""
    while True:
        with contextlib.suppress(OSError):
            leitor, escritor = await asyncio.open_connection("127.0.0.1", alvo.porta, local_addr=(de, 0))
            try:
                escritor.write(comeco)
                while not leitor.at_eof():
                    escritor.write(b"a")
                    await escritor.drain()
                    await asyncio.sleep(PAUSA)
            finally:
                escritor.close()
        await asyncio.sleep(PAUSA)


def origem(numero: int, enderecos: int) -> str:
    """De que endereço vem cada cliente."""
    return f"127.0.1.{1 + numero % enderecos}"


@contextlib.asynccontextmanager
async def cerco(alvo: Alvo, quantos: int, *, enderecos: int = 1) -> AsyncIterator[None]:
    """`quantos` clientes lentos, metade no corpo, metade no cabeçalho, vindos de tantos endereços."""
    comecos = (do_corpo(alvo), do_cabecalho(alvo))
    tarefas = [asyncio.create_task(lento(alvo, comecos[n % 2], origem(n, enderecos))) for n in range(quantos)]
    await asyncio.sleep(2 * PAUSA)
    try:
        yield
    finally:
        for tarefa in tarefas:
            tarefa.cancel()
        await asyncio.gather(*tarefas, return_exceptions=True)


async def pedir(alvo: Alvo, caminho: str = "/", *, de: str = "127.0.0.1") -> tuple[int, float]:
    """A situação e quantos segundos a resposta inteira levou, numa conexão nova; aceita gzip, como todos."""
    inicio = time.perf_counter()
    leitor, escritor = await asyncio.open_connection("127.0.0.1", alvo.porta, local_addr=(de, 0))
    cabecalhos = f"Host: {alvo.nome}\r\nAccept-Encoding: gzip\r\nConnection: close"
    escritor.write(f"GET {caminho} HTTP/1.1\r\n{cabecalhos}\r\n\r\n".encode())
    resposta = await leitor.read()
    escritor.close()
    return int(resposta.split(b" ", 2)[1]), time.perf_counter() - inicio


async def trafego(alvo: Alvo, pedidos: int, *, por_segundo: float) -> list[tuple[int, float]]:
    """Pedidos da página inicial em ritmo certo, sem que um espere pelo outro."""
    feitos = []
    for _ in range(pedidos):
        feitos.append(asyncio.create_task(pedir(alvo)))
        await asyncio.sleep(1 / por_segundo)
    return list(await asyncio.gather(*feitos))


@dataclass(frozen=True, slots=True)
class Medida:
    """O p95 da página inicial, em segundos, sem e com os lentos, e quantos pedidos não tiveram 200."""

    calmo: float
    cercado: float
    recusados: int

    def __str__(self) -> str:
        calmo, cercado = self.calmo * 1000, self.cercado * 1000
        return f"p95 calmo {calmo:.1f} ms; cercado {cercado:.1f} ms ({cercado / calmo:.2f} vezes)"


@contextlib.asynccontextmanager
async def acompanhando(alvo: Alvo, correntes: Sequence[str]) -> AsyncIterator[None]:
    """Estas correntes todas abertas, depois de cada uma ter dito que o está."""
    tarefas = [asyncio.create_task(abrir_corrente(alvo, uma)) for uma in correntes]
    abertas = await asyncio.gather(*tarefas)
    try:
        yield
    finally:
        for escritor in abertas:
            escritor.close()


async def abrir_corrente(alvo: Alvo, corrente: str) -> asyncio.StreamWriter:
    """A página que acompanha; falha se a corrente não abre."""
    leitor, escritor = await asyncio.open_connection("127.0.0.1", alvo.porta)
    escritor.write(f"GET {corrente} HTTP/1.1\r\nHost: {alvo.nome}\r\n\r\n".encode())
    async with asyncio.timeout(20):
        await leitor.readuntil(b"event: aberta")
    return escritor


async def comparar(
    alvo: Alvo, *, pedidos: int, durante: contextlib.AbstractAsyncContextManager[None]
) -> Medida:
    """Mede em calma e, depois, enquanto `durante` se passa; aquece antes."""
    await trafego(alvo, AQUECER, por_segundo=RITMO)
    calma = await trafego(alvo, pedidos, por_segundo=RITMO)
    async with durante:
        cercada = await trafego(alvo, pedidos, por_segundo=RITMO)
    recusados = sum(situacao != HTTPStatus.OK for situacao, _ in (*calma, *cercada))
    return Medida(p95([tempo for _, tempo in calma]), p95([tempo for _, tempo in cercada]), recusados)


def p95(tempos: Sequence[float]) -> float:
    """O tempo que 95% dos pedidos não passam."""
    return sorted(tempos)[math.ceil(len(tempos) * 0.95) - 1]
