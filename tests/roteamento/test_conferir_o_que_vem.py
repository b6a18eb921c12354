"""O que vem com o projeto não tem furo nenhum: nem hoje, nem em dia nenhum."""

from __future__ import annotations

import json
import time

import pytest

from tests.roteamento.test_conferir_rotas import rodar

pytestmark = pytest.mark.django_db


def test_o_que_vem_com_o_projeto_nao_tem_furo(referencia: dict[str, int]) -> None:
    comeco = time.process_time()
    saida, codigo = rodar("--json")
    assert time.process_time() - comeco < 4, "a conferência inteira custa pouco"
    dito = json.loads(saida)
    assert list(dito) == ["servicos", "distritos", "pares", "lacunas", "conflitos", "unidades_sem_servidor"]
    assert (dito["distritos"], dito["lacunas"], dito["conflitos"], codigo) == (96, [], [], 0)
    assert dito["servicos"] > 280
    assert dito["pares"] == dito["servicos"] * 96
    assert rodar("--json", "--estrito")[1] == 1, "ninguém está lotado nas unidades"
    assert "Unidades sem servidor: 224 (CET, CGM, " in rodar()[0]
