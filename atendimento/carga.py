"""Carga das regras do atendimento e do que a conversa do portal traz (`atendimento/dados`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path

from atendimento.models import (
    AssuntoDaConversa,
    HorarioDaConversa,
    RegraDaConversa,
    RegraDoAtendimento,
    RespostaDaConversa,
)
from referencia.tabelas import Linha, Tabela, carregar_tabelas, ler_yaml

CONVERSAS = Path(__file__).parent / "dados" / "conversas.yaml"


def carregar() -> dict[str, int]:
    """As linhas das regras, com os valores de fábrica; os assuntos, as horas e as respostas prontas."""
    return carregar_tabelas(
        Tabela("regras", RegraDoAtendimento, ("id",), lambda: [{"id": 1}]),
        Tabela("regras da conversa", RegraDaConversa, ("id",), lambda: [{"id": 1}]),
        Tabela("assuntos", AssuntoDaConversa, ("nome",), _de("assuntos"), refazer=False),
        Tabela("horários", HorarioDaConversa, ("dia", "das"), _horarios, refazer=False),
        Tabela("respostas", RespostaDaConversa, ("titulo",), _de("respostas"), refazer=False),
    )


def _horarios() -> list[Linha]:
    """A hora escrita passa a hora: é por ela que se sabe se a linha já veio."""
    horas = {"das": time.fromisoformat, "ate": time.fromisoformat}
    return [
        {campo: horas.get(campo, int)(valor) for campo, valor in linha.items()} for linha in _de("horarios")()
    ]


def _de(qual: str) -> Callable[[], list[Linha]]:
    """As linhas de uma parte do arquivo."""

    def linhas() -> list[Linha]:
        lidas: list[Linha] = ler_yaml(CONVERSAS)[qual]
        return lidas

    return linhas
