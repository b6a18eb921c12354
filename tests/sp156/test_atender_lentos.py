"""A página inicial com muita gente ligada: os lentos, e quem acompanha uma conversa.

A versão de segundos dos lentos está em `test_receber_envios.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.instalacao import Instalacao, instalar
from tests.lacos import rodar
from tests.medicao.lentos import Alvo, acompanhando, cerco, comparar
from tests.sp156.test_proxy import diante_de

VEZES = 3
"""Quanto o p95 da página inicial pode crescer."""
NUNCA_MAIS = 0.25
"""Segundos que ele pode sempre ter."""
CORRENTES = """
import json
from atendimento.conversa import DoLado, corrente
print(json.dumps([corrente(DoLado.PESSOA, pk, "") for pk in range(1, {quantas} + 1)]))
"""


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
                    lentos = cerco(Alvo(porta), 200, enderecos=8)
                    medido = rodar(comparar(Alvo(porta), pedidos=300, durante=lentos))
                    print(nome, medido)  # noqa: T201
                    assert medido.recusados == 0
                    assert medido.cercado <= VEZES * medido.calmo


def com_correntes(no_ar: Instalacao, porta: int, quantas: int, pedidos: int) -> None:
    enderecos = json.loads(no_ar.python(CORRENTES.format(quantas=quantas)).splitlines()[-1])
    durante = acompanhando(Alvo(porta), enderecos)
    medido = rodar(comparar(Alvo(porta), pedidos=pedidos, durante=durante))
    print(quantas, medido)  # noqa: T201
    assert medido.recusados == 0
    assert medido.cercado <= max(VEZES * medido.calmo, NUNCA_MAIS)


@pytest.mark.noturno
@pytest.mark.processo
@pytest.mark.timeout(300)
def test_com_duas_mil_correntes_a_pagina_inicial_nao_se_ressente(tmp_path: Path) -> None:
    """Vindas todas de um endereço, por um nginx e sem ele."""
    with instalar(processos_da_web=2) as no_ar:
        no_ar.subir("web")
        com_correntes(no_ar, no_ar.porta, 2000, 200)
        with diante_de(no_ar.porta, tmp_path) as proxy:
            com_correntes(no_ar, proxy.porta, 2000, 200)


@pytest.mark.processo
@pytest.mark.timeout(120)
def test_com_duzentas_correntes_por_um_nginx_tambem(tmp_path: Path) -> None:
    """As cem ligações de cada endereço não as contam, e o primeiro evento passa logo."""
    with instalar() as no_ar:
        no_ar.subir("web")
        with diante_de(no_ar.porta, tmp_path) as proxy:
            com_correntes(no_ar, proxy.porta, 200, 20)
