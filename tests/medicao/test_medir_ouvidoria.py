"""A medição da Ouvidoria mede o que diz, e as consultas não crescem com as manifestações."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from ouvidoria.models import Manifestacao
from tests.medicao.test_medir_custos import conexao_do_teste

__all__ = ["conexao_do_teste"]

pytestmark = pytest.mark.usefixtures("conteudo_do_projeto")


def medir(manifestacoes: int, *opcoes: str) -> str:
    saida = StringIO()
    massa = [f"--manifestacoes={manifestacoes}", "--pedidos=3", "--repeticoes=1"]
    call_command("medir_ouvidoria", *massa, *opcoes, stdout=saida)
    return saida.getvalue()


def test_mede_o_relatorio_e_a_planilha() -> None:
    resultado = json.loads(medir(45, "--json"))
    assert Manifestacao.objects.count() == resultado["manifestacoes"] == 45
    assert set(resultado["paginas"]) == {
        "relatório, em rascunho",
        "relatório, na mesa",
        "relatório publicado",
    }
    for nome, pagina in resultado["paginas"].items():
        assert pagina["consultas"] > 0, nome
        assert pagina["dentro"] is (pagina["alvo_ms"] is None or pagina["total_ms"] <= pagina["alvo_ms"])
    contadas = resultado["paginas"]["relatório, em rascunho"]["consultas"]
    assert resultado["paginas"]["relatório publicado"]["consultas"] < contadas
