"""A máquina que se cala: o nginx passa à outra o que ela não recebeu, e deixa de lhe perguntar."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sp156.embutido.pastas import RAIZ
from tests.implantacao.maquinas import nginx
from tests.sp156.portal_no_ar import porta_livre
from tests.sp156.test_proxy import esperar_porta
from tests.sp156.test_receber_envios import do_eco, mandar

pytestmark = [pytest.mark.processo, pytest.mark.timeout(90)]
DEPRESSA = 2.0
"""Segundos: o nginx espera três por uma ligação."""


@contextlib.contextmanager
def calada() -> Iterator[int]:
    """Uma porta em que quem chega fica à espera, como na máquina que perdeu a luz: a fila dela está cheia."""
    with socket.socket() as porta, contextlib.ExitStack() as cheia:
        porta.bind(("127.0.0.1", 0))
        porta.listen(0)
        for _ in range(3):
            quem_espera = cheia.enter_context(socket.socket())
            quem_espera.setblocking(False)
            quem_espera.connect_ex(porta.getsockname())
        yield porta.getsockname()[1]


@contextlib.contextmanager
def eco() -> Iterator[int]:
    porta = porta_livre()
    with subprocess.Popen(do_eco(porta), cwd=RAIZ, stdout=subprocess.DEVNULL) as viva:
        try:
            esperar_porta(porta)
            yield porta
        finally:
            viva.terminate()


def test_o_envio_chega_a_outra_e_os_seguintes_ja_nao_esperam(tmp_path: Path) -> None:
    with eco() as viva, calada() as morta, nginx(tmp_path, morta, viva) as porta:

        def enviar(_vez: int) -> tuple[int, int, float]:
            inicio = time.monotonic()
            situacao, _, corpo = mandar(porta, "POST", "/", b"x" * 10)
            return situacao, json.loads(corpo)["corpo"], time.monotonic() - inicio

        with ThreadPoolExecutor(8) as threads:
            primeiros = list(threads.map(enviar, range(8)))
        seguintes = [enviar(vez) for vez in range(8)]
    assert {(situacao, lido) for situacao, lido, _ in primeiros + seguintes} == {(200, 10)}
    assert max(demora for *_, demora in primeiros) > DEPRESSA, "algum esperou pela que se calou"
    assert max(demora for *_, demora in seguintes) < DEPRESSA
