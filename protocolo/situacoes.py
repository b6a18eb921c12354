"""O tipo de que são feitas as tabelas de transições de cada processo: dados, não código."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contas.papeis import Papel


@dataclass(frozen=True, slots=True)
class Transicao:
    """Uma aresta: de que situação, para qual, por quais papéis e, se foge ao comum, por quê."""

    de: str
    para: str
    papeis: frozenset[Papel]
    motivo: str = ""


def permitida(tabela: Iterable[Transicao], de: str, para: str, papel: Papel) -> bool:
    """Diz se a tabela deixa este papel levar o caso de uma situação a outra."""
    return any(t.de == de and t.para == para and papel in t.papeis for t in tabela)


def destinos(tabela: Iterable[Transicao], de: str, papel: Papel) -> set[str]:
    """Para onde este papel pode levar o caso."""
    return {t.para for t in tabela if t.de == de and papel in t.papeis}
