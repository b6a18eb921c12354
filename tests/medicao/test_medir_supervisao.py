"""A medição da supervisão enche um mês, soma-o e mede cada página."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.medicao.test_medir_custos import conexao_do_teste

__all__ = ["conexao_do_teste"]


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_mede_as_paginas_da_supervisao() -> None:
    saida = StringIO()
    call_command("medir_supervisao", "--atendimentos=900", "--repeticoes=1", "--json", stdout=saida)
    medido = json.loads(saida.getvalue())
    assert medido["atendimentos"] == 900
    assert medido["linhas_somadas"] > 900
    assert len(medido["paginas"]) == 10
    assert all(pagina["consultas"] < 30 for pagina in medido["paginas"].values())
