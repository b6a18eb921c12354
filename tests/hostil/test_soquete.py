"""HTTP malformado, por um soquete, ao servidor de verdade: nunca um 5xx, e ele continua a atender.

De dia, umas dezenas, em `tests/sp156/test_fumaca.py`, que já tem o servidor no ar.
"""

from __future__ import annotations

import random
import socket
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.hostil.estranhos import CABECALHOS, CORPOS, TIPOS, VALORES
from tests.instalacao import Instalacao, instalar

pytestmark = [pytest.mark.processo, pytest.mark.timeout(900)]

PACIENCIA = 0.5
"""Segundos: o servidor pode esperar o resto do que não vem."""
CAMINHOS = ("/", "/conta/login/", "/e-sic/pedir/", "/acompanhar/", "/nao-existe/", "/servicos/?q=a")
LINHAS = (
    *(b"GET %b HTTP/1.1", b"POST %b HTTP/1.1", b"PUT %b HTTP/1.1", b"GET %b", b"GET %b HTTP/9.9"),
    *(b"\0 %b HTTP/1.1", b"get %b http/1.1", b"GET  %b  HTTP/1.1", b"CONNECT %b HTTP/1.1", b"%b"),
)
QUEBRAS = (
    *(b"Host: 127.0.0.1", b"Host:", b"Host: a\r\nHost: b", b"Host: \xff\xfe", b"sem dois pontos"),
    *(b": vazio", b" dobrado", b"X: \0", b"X-Grande: " + b"a" * 70_000, b"Expect: 100-continue"),
    *(b"Content-Length: -1", b"Content-Length: 5\r\nContent-Length: 9", b"Content-Length: " + b"9" * 20),
    *(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nContent-Length: 3"),
    b"Connection: upgrade\r\nUpgrade: websocket",
)
DE_DIA, DE_NOITE = 60, 2_000


@pytest.fixture(scope="module")
def no_ar() -> Iterator[Instalacao]:
    with instalar() as feita:
        feita.subir("web")
        yield feita


def malformado(acaso: random.Random) -> bytes:
    """Uma requisição em bytes, com um ou mais erros de gramática."""
    caminho = acaso.choice(CAMINHOS).encode()
    if acaso.random() < 0.3:
        caminho += acaso.choice(VALORES).encode("utf-8", "surrogatepass")
    cabecalhos = [b"Host: 127.0.0.1", *acaso.sample(QUEBRAS, acaso.randrange(3))]
    nome, valores = acaso.choice(CABECALHOS)
    dito = f"{nome.removeprefix('HTTP_').replace('_', '-')}: {acaso.choice(valores)}"
    cabecalhos += [dito.encode(), f"Content-Type: {acaso.choice(TIPOS)}".encode()]
    acaso.shuffle(cabecalhos)
    corpo = acaso.choice(CORPOS)
    if acaso.random() < 0.6:
        cabecalhos.append(b"Content-Length: %d" % (len(corpo) + acaso.choice((0, 0, 1, -1 if corpo else 0))))
    tudo = acaso.choice(LINHAS) % caminho + b"\r\n" + b"\r\n".join(cabecalhos) + b"\r\n\r\n" + corpo
    if acaso.random() < 0.2:
        onde = acaso.randrange(len(tudo))
        tudo = tudo[:onde] + acaso.randbytes(3) + tudo[onde:]
    return tudo


def situacao(porta: int, bruto: bytes) -> int:
    """O que o servidor respondeu; 0 se nada, que também é uma recusa."""
    with socket.create_connection(("127.0.0.1", porta), timeout=PACIENCIA) as conexao:
        try:
            conexao.sendall(bruto)
            conexao.shutdown(socket.SHUT_WR)
            resposta = conexao.recv(64)
        except OSError:
            return 0
    partes = resposta.split(b" ", 2)
    return int(partes[1]) if resposta.startswith(b"HTTP/") and partes[1].isdigit() else 0


def bater(no_ar: Instalacao, vezes: int, semente: int) -> None:
    acaso, situacoes = random.Random(semente), Counter[int]()
    for _ in range(vezes):
        bruto = malformado(acaso)
        recebida = situacao(no_ar.porta, bruto)
        situacoes[recebida] += 1
        assert recebida < 500, (bruto[:500], no_ar.registros())
    assert no_ar.saude() == 200
    assert situacoes[400], situacoes
    assert set(situacoes) - {0, 200}, situacoes


@pytest.mark.noturno
def test_muito_http_malformado_nao_quebra_o_servidor(no_ar: Instalacao) -> None:
    bater(no_ar, DE_NOITE, random.randrange(1_000_000))
