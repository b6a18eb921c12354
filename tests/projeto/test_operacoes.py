"""O registro das operações com dados pessoais é o do código de agora."""

from __future__ import annotations

from tests.operacoes import ARQUIVO, operacoes


def test_o_registro_das_operacoes_e_o_do_codigo() -> None:
    assert ARQUIVO.read_text(encoding="utf-8") == operacoes(), "rode `uv run just operacoes`"
