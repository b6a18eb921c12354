"""A grade do mapa: a cidade em quadrados, cada nível com o lado metade do de antes.

Só contas. Serve à equipe, que vê quantos pedidos há em cada quadrado, e a quem não pode saber onde é cada um.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

LADO = 0.625
"""Graus de latitude do lado no nível 0, cerca de 70 km: cinco oitavos, que o computador guarda sem resto."""
DE_LESTE_A_OESTE = 1.09375
"""Quantos graus de longitude valem um de latitude no meio da cidade: o quadrado é quadrado no chão."""
MAIS_FUNDO = 11
"""O último nível: o lado tem 34 metros."""
DE_TODOS = 9
"""O nível em que um pedido se mostra a qualquer pessoa: quadrados de 136 metros, os menores que servem."""
_ESCRITO = re.compile(r"(\d{1,2})\.(-?\d{1,6})\.(-?\d{1,6})", re.ASCII)

type Limites = tuple[float, float, float, float]
"""Sul, oeste, norte e leste, em graus."""


def lado(nivel: int) -> tuple[float, float]:
    """O lado de um quadrado deste nível, em graus de latitude e de longitude."""
    alto = LADO / 2**nivel
    return alto, alto * DE_LESTE_A_OESTE


@dataclass(frozen=True, slots=True, order=True)
class Quadrado:
    """Um quadrado da grade; `str()` é como vai na URL."""

    nivel: int
    linha: int
    coluna: int

    @classmethod
    def ler(cls, escrito: str) -> Quadrado | None:
        """O que se escreveu, se é um quadrado que existe."""
        achado = _ESCRITO.fullmatch(escrito)
        if achado is None or int(achado[1]) > MAIS_FUNDO:
            return None
        return cls(int(achado[1]), int(achado[2]), int(achado[3]))

    def __str__(self) -> str:
        return f"{self.nivel}.{self.linha}.{self.coluna}"

    @property
    def limites(self) -> Limites:
        """As bordas; as de cima e da direita já são dos vizinhos."""
        alto, largo = lado(self.nivel)
        sul, oeste = self.linha * alto, self.coluna * largo
        return sul, oeste, sul + alto, oeste + largo

    @property
    def meio(self) -> tuple[float, float]:
        """A latitude e a longitude do meio."""
        sul, oeste, norte, leste = self.limites
        return (sul + norte) / 2, (oeste + leste) / 2

    def no_nivel(self, nivel: int) -> Quadrado:
        """O quadrado deste nível, mais raso, em que este está."""
        acima = self.nivel - nivel
        return Quadrado(nivel, self.linha >> acima, self.coluna >> acima)


def quadrado_de(lat: float, lon: float, nivel: int) -> Quadrado:
    """O quadrado deste nível em que o ponto está."""
    alto, largo = lado(nivel)
    return Quadrado(nivel, math.floor(lat / alto), math.floor(lon / largo))


def no_meio(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    """O ponto de um pedido como se mostra a qualquer pessoa: o meio do quadrado, com cinco casas."""
    if lat is None or lon is None:
        return None
    norte, leste = quadrado_de(lat, lon, DE_TODOS).meio
    return round(norte, 5), round(leste, 5)
