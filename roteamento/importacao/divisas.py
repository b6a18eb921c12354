"""As divisas aproximadas dos distritos, tiradas das ruas que vêm com o projeto: só para ver.

Cada quadrado de 200 metros é do distrito da rua mais perto, dentro do contorno de todas elas. Os contornos
oficiais não se podem distribuir (docs/adr/0044): a cidade importa-os, e então valem eles.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

ARQUIVO = Path(__file__).parents[1] / "dados" / "divisas.csv"
LADO = 0.002
"""Graus do lado de um quadrado."""
SERRILHADO = 1.2
"""Lados: o que menos que isto entra e sai da divisa alisa-se."""
MENOR_ILHA = 6
"""Quadrados: a parte ou o furo menor que isto é engano de uma rua."""
RECORTE, FOLGA = 0.06, 0.004
"""Quanto o contorno da cidade segue as ruas (0 a 1, do mais ao menos) e quantos graus sobra em volta."""
CASAS = 4

type Rua = tuple[int, float, float]
"""O código do distrito, a latitude e a longitude."""


def derivar(ruas: Iterable[Rua]) -> dict[int, Any]:
    """O polígono de cada distrito, pelo código; os vizinhos têm a mesma divisa."""
    donos, lats, lons = (np.array(coluna) for coluna in zip(*sorted(ruas), strict=True))
    pontos = shapely.points(lons, lats)
    cidade = shapely.concave_hull(shapely.multipoints(pontos), ratio=RECORTE).buffer(FOLGA)
    colunas, linhas = _quadrados(cidade)
    meios = shapely.points((colunas + 0.5) * LADO, (linhas + 0.5) * LADO)
    mais_perto = shapely.STRtree(pontos).query_nearest(meios, all_matches=False)[1]
    quadrados = shapely.box(colunas, linhas, colunas + 1, linhas + 1)
    codigos = sorted(set(donos.tolist()))
    inteiros = [shapely.coverage_union_all(quadrados[donos[mais_perto] == codigo]) for codigo in codigos]
    lisos = shapely.coverage_simplify([_sem_ilhas(forma) for forma in inteiros], SERRILHADO)
    return {c: shapely.transform(f, lambda lados: lados * LADO) for c, f in zip(codigos, lisos, strict=True)}


def _quadrados(cidade: Any) -> tuple[Any, Any]:
    """A coluna e a linha de cada quadrado cujo meio está na cidade."""
    oeste, sul, leste, norte = (int(borda / LADO) for borda in cidade.bounds)
    grade = np.meshgrid(np.arange(oeste - 1, leste + 1), np.arange(sul - 1, norte + 1))
    colunas, linhas = (eixo.ravel() for eixo in grade)
    dentro = shapely.contains_xy(cidade, (colunas + 0.5) * LADO, (linhas + 0.5) * LADO)
    return colunas[dentro], linhas[dentro]


def _sem_ilhas(forma: Any) -> Any:
    """Sem os furos e as partes pequenas, que são um do outro."""
    partes = sorted(shapely.get_parts(forma), key=lambda parte: -parte.area)
    ficam = [parte for parte in partes if parte is partes[0] or parte.area >= MENOR_ILHA]
    furos = [[f for f in parte.interiors if shapely.Polygon(f).area >= MENOR_ILHA] for parte in ficam]
    return shapely.multipolygons([shapely.Polygon(p.exterior, f) for p, f in zip(ficam, furos, strict=True)])


def escrever(formas: dict[int, Any], caminho: Path) -> None:
    """Uma linha por distrito: o código e o polígono, em WKT."""
    with caminho.open("w", encoding="utf-8", newline="") as aberto:
        escritor = csv.writer(aberto, delimiter=";", lineterminator="\n")
        escritor.writerow(("distrito", "poligono"))
        for codigo, forma in formas.items():
            escritor.writerow((codigo, shapely.to_wkt(forma, rounding_precision=CASAS, trim=True)))


def ler(caminho: Path = ARQUIVO) -> dict[int, Any]:
    """Os polígonos guardados, pelo código do distrito."""
    with caminho.open(encoding="utf-8", newline="") as aberto:
        linhas = csv.DictReader(aberto, delimiter=";")
        return {int(linha["distrito"]): shapely.from_wkt(linha["poligono"]) for linha in linhas}
