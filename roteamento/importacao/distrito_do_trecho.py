"""O distrito de cada trecho: o polígono onde o ponto cai, senão o que a linha declara, senão nenhum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely

from roteamento.importacao.ceps_e_logradouros import Trecho
from roteamento.localizacao.enderecos import na_cidade
from roteamento.ruas.contornos import Contornos

JUNTO_DA_DIVISA = 50
"""Metros da divisa do distrito declarado até onde a palavra da linha vale mais que o ponto."""


@dataclass(slots=True)
class Lugares:
    """Quantos trechos tiveram o distrito de cada fonte, e as linhas cujo ponto se descartou."""

    fontes: Counter[str] = field(default_factory=Counter)
    """Pelas chaves de `relatorio.FONTES`."""
    pontos_fora: list[int] = field(default_factory=list)


def dar_distritos(trechos: Sequence[Trecho], contornos: Contornos | None) -> Lugares:
    """Preenche `distrito` em cada trecho e tira o ponto que cai fora da cidade.

    Onde o ponto e o declarado discordam vale o polígono, salvo se o ponto está a até 50 m da divisa
    do declarado: ali a rua costuma ser dos dois, e quem escreveu a linha sabia.
    """
    lugares = Lugares()
    dos_pontos = _pelos_poligonos(trechos, contornos) if contornos else {}
    for posicao, trecho in enumerate(trechos):
        if trecho.lat is not None and trecho.lon is not None:
            dentro = posicao in dos_pontos if contornos else na_cidade(trecho.lat, trecho.lon)
            if not dentro:
                lugares.pontos_fora.append(trecho.linha)
                trecho.lat = trecho.lon = None
        _escolher(trecho, dos_pontos.get(posicao), contornos, lugares)
    return lugares


def _escolher(trecho: Trecho, do_ponto: int | None, contornos: Contornos | None, lugares: Lugares) -> None:
    trecho.distrito = do_ponto or trecho.declarado
    if do_ponto and trecho.declarado and do_ponto != trecho.declarado:
        lugares.fontes["discordam"] += 1
        if contornos and trecho.declarado in contornos.perto(
            trecho.lat or 0, trecho.lon or 0, JUNTO_DA_DIVISA
        ):
            lugares.fontes["mantido_junto_da_divisa"] += 1
            trecho.distrito = trecho.declarado
    if trecho.distrito is None:
        lugares.fontes["desconhecido"] += 1
    else:
        lugares.fontes["ponto" if trecho.distrito == do_ponto else "declarado"] += 1


def _pelos_poligonos(trechos: Sequence[Trecho], contornos: Contornos) -> dict[int, int]:
    """Posição do trecho → distrito, para todos os pontos de uma vez. Na divisa exata, o de menor pk."""
    com_ponto = [posicao for posicao, trecho in enumerate(trechos) if trecho.lat is not None]
    if not com_ponto:
        return {}
    pontos = shapely.points([(trechos[posicao].lon, trechos[posicao].lat) for posicao in com_ponto])
    achados: dict[int, int] = {}
    for ponto, poligono in zip(*contornos.indice.query(pontos, predicate="intersects"), strict=True):
        posicao, distrito = com_ponto[ponto], contornos.distritos[poligono]
        achados[posicao] = min(achados.get(posicao, distrito), distrito)
    return achados
