"""Carga das regras do atendimento."""

from __future__ import annotations

from atendimento.models import RegraDoAtendimento
from contas.referencia import Tabela, carregar_tabelas


def carregar() -> dict[str, int]:
    """A linha das regras, com os valores de fábrica."""
    return carregar_tabelas(Tabela("regras", RegraDoAtendimento, ("id",), lambda: [{"id": 1}]))
