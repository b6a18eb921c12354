"""Uma rede que cai onde se quer: entre o navegador e o portal, corta um envio antes, durante ou depois."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum, auto
from socketserver import StreamRequestHandler, ThreadingTCPServer

from tests.servidores.no_ar import no_ar as servindo

PEDACO = 65536


class Corte(StrEnum):
    """Onde a ligação cai."""

    ANTES = auto()
    """O portal não chega a saber."""
    DURANTE = auto()
    """Sai metade do envio; a entrada do portal não o deixa passar (tests/sp156/test_receber_envios.py)."""
    DEPOIS = auto()
    """O portal faz, e a resposta se perde inteira."""
    NA_RESPOSTA = auto()
    """Metade da resposta chega."""


type Decidir = Callable[[str, str], Corte | None]


@dataclass
class Rede:
    """`decidir(método, caminho)` diz se, e onde, cada ida ao servidor cai."""

    porta: int
    decidir: Decidir = lambda _metodo, _caminho: None
    idas: list[tuple[str, str, Corte | None]] = field(default_factory=list)

    @property
    def endereco(self) -> str:
        return f"http://localhost:{self.porta}"

    def sem_sinal(self) -> None:
        self.decidir = lambda _metodo, _caminho: Corte.ANTES

    def boa(self) -> None:
        self.decidir = lambda _metodo, _caminho: None


@contextmanager
def rede_ate(porta_do_portal: int) -> Iterator[Rede]:
    """Uma porta que leva ao portal, pela rede que se quiser."""

    class Ligacao(StreamRequestHandler):
        def handle(self) -> None:
            with suppress(ConnectionError):
                _levar(self, rede, porta_do_portal)

    class Servidor(ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True
        block_on_close = False

    servidor = Servidor(("127.0.0.1", 0), Ligacao)
    rede = Rede(servidor.server_address[1])
    with servindo(servidor):
        yield rede


def _levar(ligacao: StreamRequestHandler, rede: Rede, porta: int) -> None:
    """Uma ida e a volta; a ligação fecha-se depois."""
    linhas = list(iter(ligacao.rfile.readline, b"\r\n"))
    if not linhas or not linhas[-1]:
        return
    metodo, caminho, _ = linhas[0].decode().split(" ", 2)
    tamanho = next((int(v) for n, _, v in map(_campo, linhas[1:]) if n == b"content-length"), 0)
    corte = rede.decidir(metodo, caminho)
    rede.idas.append((metodo, caminho, corte))
    if corte is Corte.ANTES:
        return
    if corte is Corte.DURANTE:
        ligacao.rfile.read(tamanho // 2)
        return
    corpo = ligacao.rfile.read(tamanho)
    cabeca = [linha for linha in linhas if not linha.lower().startswith(b"connection:")]
    inteiro = b"".join([*cabeca, b"Connection: close\r\n\r\n", corpo])
    with socket.create_connection(("localhost", porta)) as portal:
        portal.sendall(inteiro)
        resposta = b"".join(iter(lambda: portal.recv(PEDACO), b""))
    if corte is Corte.DEPOIS:
        return
    if corte is Corte.NA_RESPOSTA:
        resposta = resposta[: len(resposta) // 2]
    else:
        resposta = resposta.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
    ligacao.wfile.write(resposta)


def _campo(linha: bytes) -> tuple[bytes, bytes, bytes]:
    nome, dois_pontos, valor = linha.partition(b":")
    return nome.lower(), dois_pontos, valor.strip()
