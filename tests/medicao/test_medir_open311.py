"""Dois clientes leem o Open311 à toda, atrás do nginx: a página inicial não espera.

A versão de segundos, o limite do nginx e o do portal: `tests/sp156/test_proxy.py` e `test_open311_ler.py`.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sp156.embutido.pastas import RAIZ
from tests.instalacao import instalar
from tests.lacos import rodar
from tests.medicao.lentos import AQUECER, RITMO, Alvo, p95, trafego
from tests.sp156.test_proxy import diante_de

pytestmark = [pytest.mark.processo, pytest.mark.timeout(600)]

VEZES, PISO = 1.3, 0.025
"""Quanto o p95 da página inicial pode crescer; e os segundos que, na máquina ocupada, sempre se dão."""
RODADAS, PEDIDOS = 6, 100
"""Alternam dez segundos de calma e dez de leitura: a máquina, que outros usam, anda ora mais, ora menos."""
ENCHER = """
from datetime import timedelta
from django.utils import timezone
from tests.solicitacoes import elenco
onde, servico = elenco.unidade(), elenco.servico(publica=True)
for dia in range(1, 61):
    em = timezone.now() - timedelta(days=dia)
    elenco.iguais(40, onde, em=em, servico=servico, lat=-23.5466, lon=-46.6367)
"""


@contextlib.asynccontextmanager
async def lendo(porta: int, contas: list[Counter[str]]) -> AsyncIterator[None]:
    """Os dois, de endereços diferentes; cedem o processador, que na rua não dividiriam com o portal."""
    comando = ["nice", "-n", "19", sys.executable, "-m", "tests.medicao.leitor_do_open311", str(porta)]
    leitores = [
        subprocess.Popen([*comando, de], cwd=RAIZ, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: ASYNC220
        for de in ("127.0.4.1", "127.0.4.2")
    ]
    try:
        yield
    finally:
        contas += [Counter(json.loads(leitor.communicate()[0])) for leitor in leitores]


async def medir(porta: int, contas: list[Counter[str]]) -> tuple[float, float]:
    """O p95 em calma, e enquanto se lê."""
    alvo, calma, lida = Alvo(porta), [], []
    await trafego(alvo, AQUECER, por_segundo=RITMO)
    for _ in range(RODADAS):
        calma += await trafego(alvo, PEDIDOS, por_segundo=RITMO)
        async with lendo(porta, contas):
            lida += await trafego(alvo, PEDIDOS, por_segundo=RITMO)
    assert {situacao for situacao, _ in (*calma, *lida)} == {200}
    return p95([tempo for _, tempo in calma]), p95([tempo for _, tempo in lida])


@pytest.mark.noturno
def test_dois_leitores_do_open311_nao_fazem_esperar_a_pagina_inicial(tmp_path: Path) -> None:
    contas: list[Counter[str]] = []
    with instalar(processos_da_web=2) as no_ar:
        no_ar.subir("web")
        no_ar.python(ENCHER)
        with diante_de(no_ar.porta, tmp_path) as proxy:
            calmo, lido = rodar(medir(proxy.porta, contas), ate=300)
    todas = sum(contas, Counter())
    print(f"p95 {calmo * 1000:.1f} → {lido * 1000:.1f} ms ({lido / calmo:.2f} vezes); {dict(todas)}")  # noqa: T201
    assert todas.keys() == {"200", "429"}
    assert todas["200"] >= 40, "leem o que o limite deixa"
    assert lido <= max(VEZES * calmo, PISO)
