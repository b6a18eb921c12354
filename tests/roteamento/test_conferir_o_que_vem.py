"""O que vem com o projeto não tem furo nenhum: nem hoje, nem em dia nenhum."""

from __future__ import annotations

import json

import pytest

from tests.roteamento.test_conferir_rotas import rodar

pytestmark = pytest.mark.django_db


def test_o_que_vem_com_o_projeto_nao_tem_furo(conteudo_do_projeto: None) -> None:
    saida, codigo = rodar("--json")
    dito = json.loads(saida)
    assert list(dito) == ["servicos", "distritos", "pares", "lacunas", "conflitos", "unidades_sem_servidor"]
    assert (dito["distritos"], dito["lacunas"], dito["conflitos"], codigo) == (96, [], [], 0)
    assert dito["servicos"] > 280
    assert dito["pares"] == dito["servicos"] * 96
    assert rodar("--json", "--estrito")[1] == 1, "ninguém está lotado nas unidades"
    assert f"Unidades sem servidor: {len(dito['unidades_sem_servidor'])} (CET, CGM, " in rodar()[0]
