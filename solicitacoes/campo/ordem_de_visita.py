"""Em que ordem ir a muitos lugares sem andar à toa: do primeiro, sempre ao mais perto que falta."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Protocol


class LugarDaVisita(Protocol):
    """O que se precisa de um pedido para o pôr no caminho."""

    lat: float | None
    lon: float | None


def pelo_caminho[L: LugarDaVisita](lugares: Sequence[L]) -> list[L]:
    """Começa pelo primeiro com ponto e vai ao mais próximo; os sem ponto ficam no fim, como vieram."""
    faltam = [lugar for lugar in lugares if lugar.lat is not None and lugar.lon is not None]
    sem_ponto = [lugar for lugar in lugares if lugar.lat is None or lugar.lon is None]
    caminho = faltam[:1]
    faltam = faltam[1:]
    while faltam:
        perto = min(faltam, key=lambda outro: distancia(caminho[-1], outro))
        faltam.remove(perto)
        caminho.append(perto)
    return caminho + sem_ponto


def distancia(um: LugarDaVisita, outro: LugarDaVisita) -> float:
    """Distância aproximada em metros, boa dentro de uma cidade; infinita se a um deles falta o ponto."""
    if um.lat is None or um.lon is None or outro.lat is None or outro.lon is None:
        return float("inf")
    metros_por_grau = 111_320
    leste = (outro.lon - um.lon) * cos(radians(um.lat))
    return float(metros_por_grau * ((outro.lat - um.lat) ** 2 + leste**2) ** 0.5)
