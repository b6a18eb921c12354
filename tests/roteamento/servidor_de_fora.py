"""Geocodificadores de mentira que são servidores de verdade: um responde, um cala, um goteja."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import shapely
from django.core.cache import cache
from django.utils import timezone

from roteamento.models import Contorno, Distrito, Importacao
from roteamento.ruas.geocodificacao import DESCANSANDO

type Atender = Callable[[socket.socket, threading.Event], None]

GOTA = 0.2
"""Segundos entre uma letra e outra do que goteja."""


@dataclass
class DeFora:
    """O servidor no ar: o endereço dele e o que cada pergunta pediu."""

    url: str
    pedidos: list[str] = field(default_factory=list)

    def perguntas(self) -> int:
        return len([pedido for pedido in self.pedidos if pedido.startswith("GET")])


def menor_demora(fazer: Callable[[], object], limite: float, *, descansado: bool = True) -> float:
    """Os segundos da mais rápida de até cinco vezes: uma máquina ocupada só soma; um prazo que falta, sempre.

    `descansado`: cada vez começa sem o descanso que a falha anterior deixou.
    """
    demoras: list[float] = []
    while len(demoras) < 5 and min(demoras, default=limite) >= limite:
        if descansado:
            cache.delete(DESCANSANDO)
        inicio = time.monotonic()
        fazer()
        demoras.append(time.monotonic() - inicio)
    return min(demoras)


def responder(corpo: str, situacao: str = "200 OK") -> Atender:
    """Devolve sempre o mesmo corpo."""

    def atender(conexao: socket.socket, _fim: threading.Event) -> None:
        dados = corpo.encode()
        cabeca = f"HTTP/1.1 {situacao}\r\nContent-Length: {len(dados)}\r\nConnection: close\r\n\r\n"
        conexao.sendall(cabeca.encode() + dados)

    return atender


def ponto(lat: float, lon: float) -> Atender:
    """A resposta do Nominatim para um ponto."""
    return responder(json.dumps([{"lat": str(lat), "lon": str(lon)}]))


def calar(_conexao: socket.socket, fim: threading.Event) -> None:
    """Aceita a conexão e nunca responde."""
    fim.wait(30)


def gotejar(conexao: socket.socket, fim: threading.Event) -> None:
    """Uma letra a cada 0,2 s: nenhuma espera isolada passa do limite, a soma delas sim."""
    resposta = b"HTTP/1.1 200 OK\r\nX-Enchimento: " + b"a" * 600
    for letra in resposta:
        if fim.wait(GOTA):
            return
        conexao.sendall(bytes([letra]))


def contornar(distrito: Distrito, oeste: float, sul: float, leste: float, norte: float) -> None:
    """Dá ao distrito um contorno: um retângulo."""
    importacao = Importacao.objects.create(
        tipo=Importacao.Tipo.DISTRITOS, arquivo="teste", sha256="0" * 64, em=timezone.now(), linhas=1
    )
    wkb = shapely.to_wkb(shapely.box(oeste, sul, leste, norte))
    Contorno.objects.create(distrito=distrito, wkb=wkb, importacao=importacao)


@contextmanager
def no_ar(atender: Atender) -> Iterator[DeFora]:
    """Sobe o servidor numa porta livre e o derruba no fim."""
    escuta = socket.create_server(("127.0.0.1", 0))
    escuta.settimeout(0.1)
    feito = DeFora(f"http://127.0.0.1:{escuta.getsockname()[1]}/search")
    fim = threading.Event()

    def uma(conexao: socket.socket) -> None:
        with conexao:
            try:
                feito.pedidos.append(conexao.recv(8192).decode())
                atender(conexao, fim)
            except OSError:
                feito.pedidos.append("quem perguntou desistiu")

    def servir() -> None:
        while not fim.is_set():
            try:
                conexao, _ = escuta.accept()
            except TimeoutError:
                continue
            conexao.settimeout(30)
            threading.Thread(target=uma, args=(conexao,), daemon=True).start()

    thread = threading.Thread(target=servir, daemon=True)
    thread.start()
    try:
        yield feito
    finally:
        fim.set()
        thread.join(5)
        escuta.close()
