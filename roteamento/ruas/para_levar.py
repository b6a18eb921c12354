"""As ruas que um aparelho leva para achar um endereço sem internet: uma lista pequena por distrito.

É só o que a cidade publica: nomes, faixas de números, CEPs e um ponto de cada rua. Ninguém está aqui.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import shapely
from django.db import connection

from roteamento.localizacao.enderecos import CAIXA_DA_CIDADE
from roteamento.models import Contorno, Distrito, Logradouro

PASSO = 0.01
"""Graus do lado de uma casa do desenho da cidade: cerca de um quilômetro."""
FOLGA = 2
"""Casas em volta de uma rua que ainda são da cidade: quem decide de perto é o servidor."""

FORMA = 2
"""A do que um distrito traz: quem guardou a de antes baixa a nova."""
_MARCA = """
SELECT (SELECT max(history_id) FROM roteamento_historicaldistrito),
       (SELECT max(history_id) FROM roteamento_historicalsubprefeitura),
       (SELECT max(history_id) FROM roteamento_historicallogradouro),
       (SELECT max(id) FROM roteamento_importacao), (SELECT count(*) FROM roteamento_logradouro)
"""


def marca() -> str:
    """Muda quando muda uma rua, um distrito ou uma importação, e com a forma do que se leva."""
    with connection.cursor() as cursor:
        cursor.execute(_MARCA)
        return "-".join(str(parte or 0) for parte in (FORMA, *cursor.fetchone()))


def areas() -> list[dict[str, Any]]:
    """As subprefeituras em ordem alfabética, cada uma com os seus distritos e um ponto de cada um."""
    por_sub: dict[str, dict[str, Any]] = {}
    for distrito in Distrito.objects.com_subprefeitura().por_nome():
        sub = distrito.subprefeitura
        area = por_sub.setdefault(sub.nome, {"codigo": sub.codigo, "nome": sub.nome, "distritos": []})
        area["distritos"].append(
            {
                "pk": distrito.pk,
                "codigo": distrito.codigo,
                "nome": distrito.nome,
                "lat": distrito.lat,
                "lon": distrito.lon,
            }
        )
    return [por_sub[nome] for nome in sorted(por_sub)]


def ruas_de(distrito: Distrito) -> list[list[Any]]:
    """Uma linha por rua: nome, CEPs, do número, até o número, latitude e longitude (None se não se sabe)."""
    trechos = Logradouro.objects.filter(distrito=distrito).order_by("nome_busca", "cep", "numero_de")
    por_nome: dict[str, list[Logradouro]] = {}
    for trecho in trechos.only("nome", "cep", "numero_de", "numero_ate", "lat", "lon"):
        por_nome.setdefault(trecho.nome, []).append(trecho)
    return [_linha(nome, juntos) for nome, juntos in por_nome.items()]


def _linha(nome: str, trechos: list[Logradouro]) -> list[Any]:
    ceps = " ".join(dict.fromkeys(trecho.cep for trecho in trechos if trecho.cep))
    de = [trecho.numero_de for trecho in trechos]
    ate = [trecho.numero_ate for trecho in trechos]
    pontos = [(t.lat, t.lon) for t in trechos if t.lat is not None and t.lon is not None]
    lat, lon = pontos[len(pontos) // 2] if pontos else (None, None)
    return [nome, ceps, _ponta(de, min), _ponta(ate, max), _curto(lat), _curto(lon)]


def _ponta(numeros: list[int | None], qual: Any) -> int | None:
    """A ponta da faixa; a rua que tem um trecho sem ela vai até o fim."""
    return None if None in numeros else qual(numeros)


def _curto(grau: float | None) -> float | None:
    return None if grau is None else round(grau, 5)


def desenho_da_cidade() -> dict[str, Any]:
    """A cidade em casas de um quilômetro: para o aparelho recusar sem rede o ponto que fica longe dela.

    Cada linha, do sul para o norte, é um número em hexadecimal; o bit mais baixo é a casa mais a oeste.
    """
    sul, norte, oeste, leste = CAIXA_DA_CIDADE
    altura, largura = math.ceil((norte - sul) / PASSO), math.ceil((leste - oeste) / PASSO)
    linhas = [0] * altura
    for lat, lon in _pontos():
        linha, coluna = math.floor((lat - sul) / PASSO), math.floor((lon - oeste) / PASSO)
        for perto in range(max(0, linha - FOLGA), min(altura, linha + FOLGA + 1)):
            for casa in range(max(0, coluna - FOLGA), min(largura, coluna + FOLGA + 1)):
                linhas[perto] |= 1 << casa
    return {"sul": sul, "oeste": oeste, "passo": PASSO, "linhas": [f"{linha:x}" for linha in linhas]}


def _pontos() -> Iterable[tuple[float, float]]:
    """Um ponto de cada rua e de cada distrito e, se a cidade os importou, o chão dos contornos."""
    ruas = Logradouro.objects.exclude(distrito=None).values_list("lat", "lon")
    yield from ((lat, lon) for lat, lon in ruas.iterator() if lat is not None and lon is not None)
    yield from Distrito.objects.values_list("lat", "lon")
    for (wkb,) in Contorno.objects.values_list("wkb").iterator():
        yield from _chao(shapely.from_wkb(bytes(wkb)))


def _chao(contorno: Any) -> Iterable[tuple[float, float]]:
    oeste, sul, leste, norte = contorno.bounds
    for linha in range(math.floor(sul / PASSO), math.ceil(norte / PASSO) + 1):
        for coluna in range(math.floor(oeste / PASSO), math.ceil(leste / PASSO) + 1):
            if contorno.covers(shapely.Point(coluna * PASSO, linha * PASSO)):
                yield linha * PASSO, coluna * PASSO
