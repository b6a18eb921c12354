"""Em que distrito cai um ponto, pelos polígonos oficiais que a cidade importou.

Os polígonos ficam em memória, num índice espacial: uma consulta barata diz se a importação
é a mesma, e só uma importação nova os lê de novo. Sem importação não há contornos, e o ponto
se resolve pelas ruas conhecidas.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import shapely

from roteamento.models import Contorno, Importacao

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

METROS_POR_GRAU = 111_320


@dataclass(frozen=True, slots=True)
class Contornos:
    """Os polígonos (WGS84) e o índice espacial, por pk do distrito.

    Guarda só a pk: o nome e a subprefeitura, que a administração edita, quem chama lê do banco.
    """

    distritos: Sequence[int]
    poligonos: Sequence[Any]
    indice: Any

    @classmethod
    def montar(cls, poligonos: Mapping[int, Any]) -> Contornos:
        """De um polígono do shapely por distrito (pk)."""
        formas = list(poligonos.values())
        return cls(list(poligonos), formas, shapely.STRtree(formas))

    def distrito_em(self, lat: float, lon: float) -> int | None:
        """O distrito do ponto; None fora da cidade. Na divisa exata, o de menor pk."""
        achados = self.indice.query(shapely.Point(lon, lat), predicate="intersects")
        return min((self.distritos[posicao] for posicao in achados), default=None)

    def perto(self, lat: float, lon: float, metros: float) -> list[int]:
        """Os distritos a até `metros` do ponto, do mais perto ao mais longe; o de dentro é o primeiro."""
        ponto = _plano(shapely.Point(lon, lat), lat)
        folga = metros / (METROS_POR_GRAU * math.cos(math.radians(lat)))
        caixa = shapely.box(lon - folga, lat - folga, lon + folga, lat + folga)
        medidos = sorted(
            (ponto.distance(_plano(self.poligonos[posicao], lat)), self.distritos[posicao])
            for posicao in self.indice.query(caixa, predicate="intersects")
        )
        return [distrito for distancia, distrito in medidos if distancia <= metros]


def _plano(forma: Any, lat: float) -> Any:
    """A forma em metros, no plano que passa por `lat`: exato o bastante para a divisa ao lado."""
    escala = [METROS_POR_GRAU * math.cos(math.radians(lat)), METROS_POR_GRAU]
    return shapely.transform(forma, lambda pontos: pontos * escala)


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
