"""A rodada roda também os testes do Node, e o que neles falha, ou se salta, falha nela."""

from __future__ import annotations

import re
from pathlib import Path

from tests.javascript import rodar

VERMELHO = """
import assert from "node:assert/strict";
import { test } from "node:test";
test("dois e dois são quatro", () => assert.equal(2 + 2, 5));
"""


def falhas(saida: str) -> str:
    """Só o que falhou, que o Node repete no fim; ou tudo, se ele nem chegou lá."""
    return saida.partition("failing tests:")[2] or saida


def contas(saida: str) -> dict[str, int]:
    """Quantos testes houve, e quantos de cada desfecho."""
    return {qual: int(quantos) for qual, quantos in re.findall(r"^ℹ (\w+) (\d+)$", saida, re.MULTILINE)}


def test_o_javascript_que_decide_decide_bem() -> None:
    feito = rodar()
    assert feito.returncode == 0, falhas(feito.stdout) + feito.stderr
    houve = contas(feito.stdout)
    assert houve["tests"] == houve["pass"] > 100, houve


def test_o_teste_do_node_que_falha_diz_qual_e_por_que(tmp_path: Path) -> None:
    arquivo = tmp_path / "vermelho.test.mjs"
    arquivo.write_text(VERMELHO, encoding="utf-8")
    feito = rodar(str(arquivo))
    assert feito.returncode == 1
    assert "dois e dois são quatro" in falhas(feito.stdout)
    assert "4 !== 5" in falhas(feito.stdout)
