"""A medição do acesso à informação mede o que diz, e as consultas não crescem com os pedidos."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from esic.models import Pedido
from tests.medicao.test_medir_custos import conexao_do_teste

__all__ = ["conexao_do_teste"]

pytestmark = pytest.mark.usefixtures("conteudo_do_projeto")


def medir(pedidos: int) -> dict[str, Any]:
    saida = StringIO()
    call_command("medir_esic", f"--pedidos={pedidos}", "--repeticoes=1", "--json", stdout=saida)
    lido: dict[str, Any] = json.loads(saida.getvalue())
    return lido


def test_mede_as_paginas_e_as_rotinas() -> None:
    resultado = medir(40)
    assert Pedido.objects.count() == resultado["pedidos"] == 40
    assert resultado["abertos"] == 25
    assert {"lista do SIC", "lista da Ouvidoria", "pedido, ao SIC"} <= set(resultado["paginas"])
    for nome, pagina in resultado["paginas"].items():
        assert pagina["consultas"] > 0, nome
    assert resultado["rotinas"]["contar a quem foi designado"]["recados"] > 0
    for nome, rotina in resultado["rotinas"].items():
        if "outra vez" in nome:
            assert rotina["recados"] == rotina["avisos"] == 0, nome
