"""Território, unidades, regras de destino e quem serve onde."""

from roteamento.models.regras import Regra
from roteamento.models.territorio import (
    Distrito,
    Lado,
    Logradouro,
    PrefixoDeCep,
    Subprefeitura,
)
from roteamento.models.unidades import Lotacao, Unidade

__all__ = [
    "Distrito",
    "Lado",
    "Logradouro",
    "Lotacao",
    "PrefixoDeCep",
    "Regra",
    "Subprefeitura",
    "Unidade",
]
