"""Em que distrito cai um ponto, pelos polígonos oficiais que a cidade importou.

Os polígonos ficam em memória, num índice espacial: uma consulta barata diz se a importação
é a mesma, e só uma importação nova os lê de novo. Sem importação não há contornos, e o ponto
se resolve pelas ruas conhecidas.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely

from roteamento.models import Contorno, Importacao

METROS_POR_GRAU = 111_320


LATITUDE = -23.6
"""A latitude do meio da cidade: no plano que passa por ela, uma distância de 50 m erra menos de 20 cm."""

ESCALA = (METROS_POR_GRAU * math.cos(math.radians(LATITUDE)), METROS_POR_GRAU)

JUNTO_DA_DIVISA = 30
"""Metros da divisa onde um ponto pode ser de um lado ou do outro: a largura da rua e o erro do aparelho."""

FOLGA_DA_CIDADE = 50
"""Metros fora da cidade até onde o ponto ainda é do distrito mais perto."""


@dataclass(frozen=True, slots=True)
class Contornos:
    """Os polígonos (WGS84) e o índice espacial, por pk do distrito; e os mesmos em metros, num plano.

    Guarda só a pk: o nome e a subprefeitura, que a administração edita, quem chama lê do banco.
    """

    distritos: Sequence[int]
    poligonos: Sequence[Any]
    indice: Any
    planos: Any

    @classmethod
    def montar(cls, poligonos: Mapping[int, Any]) -> Contornos:
        """De um polígono do shapely por distrito (pk)."""
        formas = list(poligonos.values())
        planas = [shapely.transform(forma, lambda pontos: pontos * ESCALA) for forma in formas]
        return cls(list(poligonos), formas, shapely.STRtree(formas), shapely.STRtree(planas))

    def distrito_em(self, lat: float, lon: float) -> int | None:
        """O distrito do ponto; None fora da cidade. Na divisa exata, o de menor pk."""
        achados = self.indice.query(shapely.Point(lon, lat), predicate="intersects")
        return min((self.distritos[posicao] for posicao in achados), default=None)

    def perto(self, lat: float, lon: float, metros: float) -> list[int]:
        """Os distritos a até `metros` do ponto, do mais perto ao mais longe; o de dentro é o primeiro."""
        ponto = shapely.Point(lon * ESCALA[0], lat * ESCALA[1])
        achados = self.planos.query(ponto, predicate="dwithin", distance=metros)
        if len(achados) == 1:
            return [self.distritos[achados[0]]]
        medidos = sorted((ponto.distance(self.planos.geometries[i]), self.distritos[i]) for i in achados)
        return [distrito for _, distrito in medidos]

    def da_divisa(self, lat: float, lon: float) -> list[int]:
        """O distrito do ponto e, junto da divisa, os do outro lado; vazio fora da cidade."""
        perto = self.perto(lat, lon, JUNTO_DA_DIVISA)
        return perto or self.perto(lat, lon, FOLGA_DA_CIDADE)[:1]


def contornos() -> Contornos | None:
    """Os contornos da última importação, ou None se a cidade ainda não importou nenhum."""
    ultima = (
        Importacao.objects.filter(tipo=Importacao.Tipo.DISTRITOS)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return _da_importacao(ultima) if ultima else None


@lru_cache(maxsize=2)
def _da_importacao(_importacao: int) -> Contornos | None:
    """Lê os polígonos uma vez por importação, em cada processo."""
    linhas = Contorno.objects.order_by("distrito_id").values_list("distrito_id", "wkb")
    formas = {distrito: shapely.from_wkb(bytes(wkb)) for distrito, wkb in linhas}
    return Contornos.montar(formas) if formas else None
