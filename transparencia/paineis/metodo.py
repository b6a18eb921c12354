"""Como se conta cada medida, a versão do método e o que nele mudou (dados/metodo.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from referencia.tabelas import ler_yaml

METODO = Path(__file__).parents[1] / "dados" / "metodo.yaml"


@dataclass(frozen=True, slots=True)
class Medida:
    """Uma medida: a chave nas contas, como se chama e a conta por extenso."""

    chave: str
    nome: str
    como: str


@dataclass(frozen=True, slots=True)
class Mudanca:
    """O que mudou no método, e quando."""

    versao: str
    dia: date
    mudou: str


@cache
def _lido() -> dict[str, Any]:
    lido: dict[str, Any] = ler_yaml(METODO)
    return lido


def versao() -> str:
    """A versão do método que conta agora."""
    return str(_lido()["versao"])


@cache
def medidas() -> dict[str, Medida]:
    """Chave → medida, na ordem em que se leem."""
    return {linha["chave"]: Medida(**linha) for linha in _lido()["medidas"]}


def historico() -> list[Mudanca]:
    """As mudanças, da mais nova à mais antiga."""
    return [Mudanca(**linha) for linha in _lido()["historico"]]
