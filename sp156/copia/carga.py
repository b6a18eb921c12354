"""Carga da regra da cópia: a linha que a administração muda."""

from __future__ import annotations

from referencia.tabelas import Tabela, carregar_tabelas
from sp156.copia.models import RegraDaCopia


def carregar() -> dict[str, int]:
    """A linha da regra, com os valores de fábrica."""
    return carregar_tabelas(Tabela("regra da cópia", RegraDaCopia, ("id",), lambda: [{"id": 1}]))
