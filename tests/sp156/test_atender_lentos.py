"""A página inicial sob duzentos clientes lentos; a versão de segundos está em `test_receber_envios.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instalacao import instalar
from tests.lacos import rodar
from tests.medicao.lentos import Alvo, comparar
from tests.sp156.test_proxy import diante_de

VEZES = 3
"""Quanto o p95 da página inicial pode crescer."""


@pytest.mark.noturno
@pytest.mark.processo
@pytest.mark.timeout(400)
def test_sob_duzentos_lentos_o_p95_da_pagina_inicial_no_maximo_triplica(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    """Sem nada diante do portal, e com o nginx; as figuras vão para docs/medicoes.md."""
    with instalar(processos_da_web=2) as no_ar:
        no_ar.subir("web")
        with diante_de(no_ar.porta, tmp_path) as proxy:
            for nome, porta in (("sozinho", no_ar.porta), ("atrás do nginx", proxy.porta)):
                with subtests.test(nome):
                    medido = rodar(comparar(Alvo(porta), lentos=200, pedidos=300, enderecos=8))
                    print(nome, medido)  # noqa: T201
                    assert medido.recusados == 0
                    assert medido.cercado <= VEZES * medido.calmo
