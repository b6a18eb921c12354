"""Carga do que a Ouvidoria encontra pronto: os lembretes."""

from __future__ import annotations

from pathlib import Path

from contas.referencia import Linha, Tabela, carregar_tabelas, ler_yaml
from ouvidoria.models import Lembrete

LEMBRETES = Path(__file__).parent / "dados" / "lembretes.yaml"


def carregar() -> dict[str, int]:
    """Os lembretes que vêm com o projeto."""
    return carregar_tabelas(Tabela("lembretes", Lembrete, ("quem", "dias"), _lembretes))


def _lembretes() -> list[Linha]:
    return [{"repete_a_cada": 0, **linha} for linha in ler_yaml(LEMBRETES)]
