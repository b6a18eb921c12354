"""Os contornos dos distritos para desenhar no mapa: leves, e com as divisas comuns iguais dos dois lados."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import shapely

TOLERANCIA = 0.0008
"""Graus (cerca de 85 m): cabe em 25 KB comprimido, e no zoom da cidade não se nota."""

CASAS = 4
"""Casas decimais (11 m), menos do que a simplificação já tira."""


def em_geojson(distritos: Sequence[tuple[str, str, Any]], *, aproximadas: bool) -> bytes:
    """Um FeatureCollection de (nome, subprefeitura, polígono); vazio sem distritos.

    As divisas aproximadas já vêm leves, e dizem-se. Serve para ver: quem decide o distrito de um ponto é o
    servidor, com os polígonos inteiros.
    """
    formas = [forma for *_, forma in distritos]
    simples = formas if aproximadas or not formas else shapely.coverage_simplify(formas, TOLERANCIA)
    feicoes = [
        {
            "type": "Feature",
            "properties": {"nome": nome, "subprefeitura": subprefeitura},
            "geometry": {"type": "MultiPolygon", "coordinates": _coordenadas(forma)},
        }
        for (nome, subprefeitura, _), forma in zip(distritos, simples, strict=True)
    ]
    colecao = {"type": "FeatureCollection", "aproximadas": aproximadas, "features": feicoes}
    return json.dumps(colecao, ensure_ascii=False, separators=(",", ":")).encode()


def _coordenadas(forma: Any) -> list[list[list[list[float]]]]:
    return [
        [
            [[round(lon, CASAS), round(lat, CASAS)] for lon, lat in anel.coords]
            for anel in (parte.exterior, *parte.interiors)
        ]
        for parte in getattr(forma, "geoms", [forma])
    ]
