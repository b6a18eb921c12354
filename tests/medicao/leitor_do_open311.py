"""Um cliente que lê os pedidos do Open311 o mais depressa que a rede deixa, cada vez outra pergunta.

`python -m tests.medicao.leitor_do_open311 PORTA ENDEREÇO`: lê até lhe fecharem a entrada, e diz quantas
respostas houve de cada situação.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPException
from itertools import count
from random import randrange
from threading import Thread

IDA_E_VOLTA = 0.005
"""Segundos: quem está na mesma cidade. Sem eles, quem lê só gasta o processador que divide com o portal."""
CAMINHO = "/open311/v2/requests.json?page_size=250&page=%d&start_date=%s"


LIGACOES = 8
"""Ao mesmo tempo: uma só espera por si mesma, e não enche ninguém."""


def perguntas() -> Iterator[str]:
    """Páginas cheias, com dias diferentes: nenhuma está feita."""
    for vez in count(randrange(1000)):  # noqa: S311 - só para que não perguntem todas o mesmo
        yield CAMINHO % (vez % 4 + 1, date.today() - timedelta(days=90 - vez // 4 % 60))  # noqa: DTZ011


def ler(porta: int, de: str, contas: Counter[int]) -> None:
    """Uma ligação, para sempre; a que cai se refaz."""
    conexao = HTTPConnection("127.0.0.1", porta, source_address=(de, 0), timeout=20)
    for pergunta in perguntas():
        time.sleep(IDA_E_VOLTA)
        try:
            conexao.request("GET", pergunta, headers={"Accept-Encoding": "gzip"})
            resposta = conexao.getresponse()
            resposta.read()
            contas[resposta.status] += 1
        except (OSError, HTTPException):
            conexao.close()


def main(porta: int, de: str) -> None:
    """Lê por todas as ligações até lhe fecharem a entrada."""
    contas: Counter[int] = Counter()
    for _ in range(LIGACOES):
        Thread(target=ler, args=(porta, de, contas), daemon=True).start()
    sys.stdin.read()
    print(json.dumps(contas))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
