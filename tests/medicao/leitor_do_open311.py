"""Um cliente que lê os pedidos do Open311 o mais depressa que a rede deixa, cada vez outra pergunta.

`python -m tests.medicao.leitor_do_open311 PORTA ENDEREÇO`: lê até lhe fecharem a entrada, e diz quantas
respostas houve de cada situação.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPConnection
from itertools import count
from threading import Thread

IDA_E_VOLTA = 0.005
"""Segundos: quem está na mesma cidade. Sem eles, quem lê só gasta o processador que divide com o portal."""
CAMINHO = "/open311/v2/requests.json?page_size=250&page=%d&start_date=%s"


def perguntas() -> Iterator[str]:
    """Páginas cheias, com dias diferentes: nenhuma está feita."""
    for vez in count():
        yield CAMINHO % (vez % 4 + 1, date.today() - timedelta(days=90 - vez // 4 % 60))  # noqa: DTZ011


def ler(porta: int, de: str) -> None:
    contas: Counter[int] = Counter()

    def parar() -> None:
        sys.stdin.read()
        print(json.dumps(contas))  # noqa: T201
        sys.stdout.flush()
        os._exit(0)

    Thread(target=parar, daemon=True).start()
    conexao = HTTPConnection("127.0.0.1", porta, source_address=(de, 0), timeout=20)
    for pergunta in perguntas():
        time.sleep(IDA_E_VOLTA)
        with contextlib.suppress(OSError):
            conexao.request("GET", pergunta, headers={"Accept-Encoding": "gzip"})
            resposta = conexao.getresponse()
            resposta.read()
            contas[resposta.status] += 1
            continue
        conexao.close()


if __name__ == "__main__":
    ler(int(sys.argv[1]), sys.argv[2])
