"""Pedidos ao servidor de verdade, um atrás do outro ou vários de uma vez: CPU de cada e quanto demora."""

from __future__ import annotations

import http.client
import math
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

from tests.medicao.servidor import cpu_da_web, cpu_do_banco

PRAZO = 60.0
MILISSEGUNDOS = 1000
PROVA = "c" * 32
"""O que o formulário repete do cookie, contra o pedido forjado por outro sítio."""


@dataclass(frozen=True, slots=True)
class Pedido:
    """Um pedido HTTP; com `dados` é um envio. `espera` é o código que a resposta tem de ter."""

    endereco: str
    cookies: dict[str, str] = field(default_factory=dict)
    dados: dict[str, str] | None = None
    espera: int = 200
    cabecalhos: dict[str, str] = field(default_factory=dict)

    def mandar(self, conexao: http.client.HTTPConnection) -> http.client.HTTPResponse:
        """A resposta, lida até o fim. Levanta ValueError se não é a que se espera."""
        cabecalhos = {"Accept-Encoding": "gzip", **self.cabecalhos}
        cookies = {**self.cookies, **({} if self.dados is None else {"csrftoken": PROVA})}
        if cookies:
            cabecalhos["Cookie"] = "; ".join(f"{nome}={valor}" for nome, valor in cookies.items())
        corpo = None
        if self.dados is not None:
            corpo = urlencode({**self.dados, "csrfmiddlewaretoken": PROVA})
            cabecalhos["Content-Type"] = "application/x-www-form-urlencoded"
        endereco = quote(self.endereco, safe="/:?&=%+.,~-")
        conexao.request("GET" if corpo is None else "POST", endereco, corpo, cabecalhos)
        resposta = conexao.getresponse()
        resposta.read()
        if resposta.status != self.espera:
            raise ValueError(f"{self.endereco} respondeu {resposta.status}, e não {self.espera}.")
        return resposta


@dataclass(frozen=True, slots=True)
class Gasto:
    """O que os pedidos custaram: milissegundos de CPU de cada um e quanto demorou a resposta."""

    pedidos: int
    web_ms: float
    postgres_ms: float
    p50_ms: float
    p95_ms: float

    @property
    def total_ms(self) -> float:
        return round(self.web_ms + self.postgres_ms, 2)


def correr(pedidos: Iterable[Pedido], porta: int, web: int, *, clientes: int, segundos: float) -> Gasto:
    """Manda-os, cada cliente na sua conexão e um ao menos, até se acabarem os pedidos ou o tempo.

    Levanta ValueError se não mandou nenhum, ou se uma resposta não é a que se espera.
    """
    fila, vez, demoras = iter(pedidos), Lock(), list[float]()
    antes, fim = (cpu_da_web(web), cpu_do_banco()), time.monotonic() + segundos

    def proximos() -> Iterator[Pedido]:
        ha_tempo = True
        while ha_tempo:
            with vez:
                pedido = next(fila, None)
            if pedido is None:
                return
            yield pedido
            ha_tempo = time.monotonic() < fim

    def cliente() -> None:
        conexao = http.client.HTTPConnection("127.0.0.1", porta, timeout=PRAZO)
        for pedido in proximos():
            comecou = time.perf_counter()
            pedido.mandar(conexao)
            demoras.append(time.perf_counter() - comecou)
        conexao.close()

    with ThreadPoolExecutor(clientes) as todos:
        for feito in [todos.submit(cliente) for _ in range(clientes)]:
            feito.result()
    if not demoras:
        raise ValueError("Não se mandou pedido nenhum: não há o que medir.")
    cada = MILISSEGUNDOS / len(demoras)
    return Gasto(
        pedidos=len(demoras),
        web_ms=round((cpu_da_web(web) - antes[0]) * cada, 2),
        postgres_ms=round((cpu_do_banco() - antes[1]) * cada, 2),
        p50_ms=_percentil(demoras, 0.50),
        p95_ms=_percentil(demoras, 0.95),
    )


def _percentil(demoras: list[float], qual: float) -> float:
    return round(sorted(demoras)[math.ceil(len(demoras) * qual) - 1] * MILISSEGUNDOS, 1)


def etiqueta(pedido: Pedido, porta: int) -> str:
    """A que o servidor dá a esta página, para a pedir outra vez sem o corpo; vazia se não dá nenhuma."""
    conexao = http.client.HTTPConnection("127.0.0.1", porta, timeout=PRAZO)
    dita: Any = pedido.mandar(conexao).headers.get("ETag", "")
    conexao.close()
    return str(dita)
