"""O mapa que o servidor desenha: marcas com números sobre as divisas dos distritos, em SVG, sem JavaScript.

Os tiles só aparecem se a cidade configurou um servidor deles. As medidas são as do `viewBox`, inteiras.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.conf import settings

from roteamento.grade import Limites
from roteamento.models import Distrito
from roteamento.ruas.contornos import METROS_POR_GRAU, contornos

LARGURA = 720
MAIS_BAIXO, MAIS_ALTO = 0.6, 0.9
"""De quanto a quanto a altura pode ser, em larguras."""
LADO_DO_TILE = 256
MAIOR_ZOOM = 19


@dataclass(frozen=True, slots=True)
class Marca:
    """Um círculo com um número; `endereco` é aonde leva, e `dito`, o que diz a quem para sobre ele."""

    x: int
    y: int
    raio: int
    texto: str
    dito: str
    endereco: str = ""
    classe: str = ""


@dataclass(frozen=True, slots=True)
class Divisa:
    """O contorno de um distrito, como `d` de um `<path>`, e onde cabe o nome dele."""

    caminho: str
    nome: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Tile:
    """Um pedaço do fundo."""

    x: int
    y: int
    lado: int
    endereco: str


@dataclass(frozen=True, slots=True)
class Desenho:
    """O mapa inteiro, para `componentes/mapa_desenhado.html`."""

    altura: int
    divisas: list[Divisa]
    tiles: list[Tile]
    marcas: list[Marca] = field(default_factory=list)
    creditos: str = ""
    largura: int = LARGURA


def _vertical(lat: float) -> float:
    """A latitude na projeção dos tiles (Mercator da web): 0 no norte, 1 no sul."""
    angulo = math.radians(lat)
    return (1 - math.log(math.tan(angulo) + 1 / math.cos(angulo)) / math.pi) / 2


@dataclass(frozen=True, slots=True)
class Janela:
    """O pedaço da cidade que se vê, na projeção dos tiles."""

    esquerda: float
    alto: float
    largo: float
    altura: int

    @classmethod
    def de(cls, limites: Limites, folga: float = 0.0) -> Janela:
        """A que mostra estes limites, com a folga em partes do lado maior, nem estreita nem comprida."""
        sul, oeste, norte, leste = limites
        x1, x2 = (oeste + 180) / 360, (leste + 180) / 360
        y1, y2 = _vertical(norte), _vertical(sul)
        sobra = folga * max(x2 - x1, y2 - y1)
        largo = max(x2 - x1 + sobra, (y2 - y1 + sobra) / MAIS_ALTO)
        alta = max(y2 - y1 + sobra, largo * MAIS_BAIXO)
        meio_x, meio_y = (x1 + x2) / 2, (y1 + y2) / 2
        return cls(meio_x - largo / 2, meio_y - alta / 2, largo, round(LARGURA * alta / largo))

    @property
    def escala(self) -> float:
        return LARGURA / self.largo

    def ponto(self, lat: float, lon: float) -> tuple[float, float]:
        """Onde cai um ponto, nas medidas do desenho."""
        return ((lon + 180) / 360 - self.esquerda) * self.escala, (_vertical(lat) - self.alto) * self.escala

    @property
    def limites(self) -> Limites:
        """As bordas, em graus."""
        fundo = self.alto + self.altura / self.escala
        norte, sul = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))) for y in (self.alto, fundo))
        return sul, self.esquerda * 360 - 180, norte, (self.esquerda + self.largo) * 360 - 180

    def desenhar(self, marcas: Iterable[Marca] = ()) -> Desenho:
        """O mapa desta janela, com as marcas maiores embaixo das menores."""
        em_ordem = sorted(marcas, key=lambda marca: -marca.raio)
        tiles = self._tiles(settings.MAPA_TILES) if settings.MAPA_TILES else []
        creditos = settings.MAPA_CREDITOS if tiles else ""
        return Desenho(self.altura, self._divisas(), tiles, em_ordem, creditos)

    def _divisas(self) -> list[Divisa]:
        """Os distritos que se veem, se a cidade importou os contornos."""
        todos = contornos()
        if todos is None:
            return []
        sul, oeste, norte, leste = self.limites
        vistos = todos.indice.query(shapely.box(oeste, sul, leste, norte))
        nomes = dict(
            Distrito.objects.filter(pk__in=[todos.distritos[i] for i in vistos]).values_list("pk", "nome")
        )
        um_traco = (leste - oeste) / LARGURA
        divisas = []
        for posicao in sorted(vistos):
            cortado = shapely.clip_by_rect(todos.poligonos[posicao], oeste, sul, leste, norte)
            if not cortado.is_empty and cortado.area > 0:
                nome = nomes.get(todos.distritos[posicao], "")
                divisas.append(self._divisa(shapely.simplify(cortado, um_traco), nome))
        return divisas

    def _divisa(self, forma: Any, nome: str) -> Divisa:
        partes = getattr(forma, "geoms", [forma])
        aneis = [anel for parte in partes for anel in (parte.exterior, *parte.interiors)]
        dentro = forma.representative_point()
        x, y = self.ponto(dentro.y, dentro.x)
        return Divisa("".join(self._anel(anel.coords) for anel in aneis), nome, round(x), round(y))

    def _anel(self, pontos: Sequence[tuple[float, float]]) -> str:
        inteiros = (tuple(round(medida) for medida in self.ponto(lat, lon)) for lon, lat in pontos)
        return "M" + " ".join(f"{x},{y}" for x, y in inteiros) + "Z"

    def _tiles(self, modelo: str) -> list[Tile]:
        zoom = min(MAIOR_ZOOM, max(0, round(math.log2(self.escala / LADO_DO_TILE))))
        quantos = 2**zoom
        medida = self.escala / quantos
        colunas = range(int(self.esquerda * quantos), int((self.esquerda + self.largo) * quantos) + 1)
        linhas = range(int(self.alto * quantos), int((self.alto + self.altura / self.escala) * quantos) + 1)
        return [
            Tile(
                round(coluna * medida - self.esquerda * self.escala),
                round(linha * medida - self.alto * self.escala),
                math.ceil(medida),
                modelo.format(z=zoom, x=coluna, y=linha, s="a", r=""),
            )
            for linha in linhas
            for coluna in colunas
        ]


def em_volta(pontos: Sequence[tuple[float, float]], metros: float) -> Limites:
    """Os limites que mostram todos os pontos (latitude e longitude) e ao menos estes metros."""
    lats, lons = [lat for lat, _ in pontos], [lon for _, lon in pontos]
    meio_lat, meio_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    graus = metros / METROS_POR_GRAU / 2
    alto, largo = max(graus, (max(lats) - min(lats)) / 2), max(graus, (max(lons) - min(lons)) / 2)
    return meio_lat - alto, meio_lon - largo, meio_lat + alto, meio_lon + largo
