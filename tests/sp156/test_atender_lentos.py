"""A página inicial sob duzentos clientes lentos; a versão de segundos está em `test_receber_envios.py`."""

from __future__ import annotations

import asyncio

import pytest

from tests.instalacao import instalar
from tests.medicao.lentos import Alvo, comparar

VEZES = 3
"""Quanto o p95 da página inicial pode crescer."""


@pytest.mark.noturno
@pytest.mark.processo
@pytest.mark.timeout(400)
def test_sob_duzentos_lentos_o_p95_da_pagina_inicial_no_maximo_triplica() -> None:
    with instalar() as no_ar:
        no_ar.subir("web")
        medido = asyncio.run(comparar(Alvo(no_ar.porta), lentos=200, pedidos=300))
    print(medido)  # noqa: T201  a figura vai para docs/medicoes.md
    assert medido.recusados == 0
    assert medido.cercado <= VEZES * medido.calmo
