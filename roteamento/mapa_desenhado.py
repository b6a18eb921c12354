"""O mapa que o servidor desenha: marcas com números sobre as divisas dos distritos, em SVG, sem JavaScript.

Os tiles só aparecem se a cidade configurou um servidor deles; sem eles, escrevem-se os nomes das ruas. As
medidas são as do `viewBox`, inteiras.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import shapely
from django.conf import settings

from roteamento.grade import Limites
from roteamento.ruas.contornos import METROS_POR_GRAU
from roteamento.ruas.divisas import APROXIMADAS, Divisas, vistas
from roteamento.ruas.nomes_no_mapa import (
    LETRA_DE_LARGURA,
    Caixa,
    Nome,
    Rua,
    escritos,
    junto_das_marcas,
    ruas_em,
)

LARGURA = 720
MAIS_BAIXO, MAIS_ALTO = 0.6, 0.9
"""De quanto a quanto a altura pode ser, em larguras."""
LADO_DO_TILE = 256
MAIOR_ZOOM = 19
ZOOMS_COM_RUAS = range(15, 18)
"""De quão longe a quão perto há pedaços com nomes; mais perto o navegador estica os últimos."""
LETRA_DO_DISTRITO, LETRA_DA_RUA = 28, 26
"""No celular, onde é maior: o que ali não se cobre não se cobre em tela nenhuma."""
NO_ALTO, BORDA = 40, 8
"""Onde se escreve o nome do distrito que enche o mapa; e quanto as divisas passam da beira dele."""
METROS_EM_VOLTA, RAIO_DO_PONTO, ESTE = 350, 22, "sp-desenho__marca--este"
"""O mapa pequeno de um ponto: de quantos metros, o tamanho da marca e a classe dela."""


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
    nome: str = ""
    """O que se escreve junto dela, se couber."""


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
    nomes: list[Nome] = field(default_factory=list)
    """Os das marcas."""
    ruas: list[Nome] = field(default_factory=list)
    creditos: str = ""
    largura: int = LARGURA


def _vertical(lat: float) -> float:
    """A latitude na projeção dos tiles (Mercator da web): 0 no norte, 1 no sul."""
    angulo = math.radians(lat)
    return (1 - math.log(math.tan(angulo) + 1 / math.cos(angulo)) / math.pi) / 2


def pedacos_do_ponto(lat: float, lon: float) -> list[tuple[int, int, int]]:
    """Os pedaços com nomes de ruas que um mapa aberto aqui mostra: em cada zoom, os quatro mais perto."""
    pedacos = []
    for zoom in ZOOMS_COM_RUAS:
        x, y = round((lon + 180) / 360 * 2**zoom), round(_vertical(lat) * 2**zoom)
        pedacos += [(zoom, coluna, linha) for coluna in (x - 1, x) for linha in (y - 1, y)]
    return pedacos


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

    @classmethod
    def do_tile(cls, zoom: int, x: int, y: int) -> Janela:
        """A de um pedaço do mapa numerado como os tiles: é quadrada."""
        largo = 1 / 2**zoom
        return cls(x * largo, y * largo, largo, LARGURA)

    def desenhar(self, marcas: Iterable[Marca] = ()) -> Desenho:
        """O mapa desta janela, com as marcas maiores embaixo das menores."""
        return desenhar_todos([(self, marcas)])[0]

    def desenho(
        self, marcas: Iterable[Marca], divisas: list[Divisa], ruas: Iterable[Rua], creditos: str
    ) -> Desenho:
        """As partes já lidas, juntas."""
        em_ordem = sorted(marcas, key=lambda marca: -marca.raio)
        tamanho = (LARGURA, self.altura)
        ocupadas = [*map(_caixa_da_marca, em_ordem), *map(_caixa_do_distrito, divisas)]
        chamadas = [(marca.nome, marca.x, marca.y, marca.raio) for marca in em_ordem]
        nomes = junto_das_marcas(chamadas, tamanho, LETRA_DA_RUA, ocupadas)
        ocupadas += [caixa for _, caixa in nomes]
        nomes_das_ruas = escritos(ruas, self.ponto, tamanho, LETRA_DA_RUA, ocupadas)
        tiles = self._tiles(settings.MAPA_TILES) if settings.MAPA_TILES else []
        das_marcas = [nome for nome, _ in nomes]
        return Desenho(self.altura, divisas, tiles, em_ordem, das_marcas, nomes_das_ruas, creditos)

    def vistos(self, todas: Divisas) -> list[int]:
        """As posições, nas divisas, dos distritos que se veem."""
        sul, oeste, norte, leste = self.limites
        return sorted(todas.indice.query(shapely.box(oeste, sul, leste, norte)).tolist())

    def divisas(self, todas: Divisas, nomes: Mapping[int, str]) -> list[Divisa]:
        """As dos distritos que se veem, cortadas; o nome do que a enche sozinho fica no alto."""
        sul, oeste, norte, leste = self.limites
        um_traco = (leste - oeste) / LARGURA
        divisas = []
        sobra = BORDA * um_traco  # o corte fica fora do que se vê
        borda = (oeste - sobra, sul - sobra, leste + sobra, norte + sobra)
        for posicao in self.vistos(todas):
            cortado = shapely.clip_by_rect(todas.formas[posicao], *borda)
            if not cortado.is_empty and cortado.area > 0:
                nome = nomes.get(todas.distritos[posicao], "")
                divisas.append(self._divisa(shapely.simplify(cortado, um_traco), nome))
        if len(divisas) == 1:
            divisas[0] = replace(divisas[0], x=LARGURA // 2, y=NO_ALTO)
        return divisas

    def _divisa(self, forma: Any, nome: str) -> Divisa:
        partes = getattr(forma, "geoms", [forma])
        aneis = [anel for parte in partes for anel in (parte.exterior, *parte.interiors)]
        dentro = forma.representative_point()
        x, y = self.ponto(dentro.y, dentro.x)
        meia = min(_meia_largura(nome), LARGURA / 2)
        inteiro = min(max(x, meia), LARGURA - meia)
        return Divisa("".join(self._anel(anel.coords) for anel in aneis), nome, round(inteiro), round(y))

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


def fundo() -> dict[str, str]:
    """De onde vem o fundo dos mapas do navegador (`componentes/mapa.html`)."""
    return {"tiles": settings.MAPA_TILES, "creditos": settings.MAPA_CREDITOS}


def desenhar_todos(mapas: Sequence[tuple[Janela, Iterable[Marca]]]) -> list[Desenho]:
    """Muitos mapas com as consultas de um só."""
    todas = vistas()
    janelas = [janela for janela, _ in mapas]
    nomes = todas.nomes({i for janela in janelas for i in janela.vistos(todas)}) if todas else {}
    ruas = [[] for _ in janelas] if settings.MAPA_TILES else ruas_em([janela.limites for janela in janelas])
    creditos = settings.MAPA_CREDITOS if settings.MAPA_TILES else ""
    if todas and todas.aproximadas:
        creditos = APROXIMADAS
    return [
        janela.desenho(marcas, janela.divisas(todas, nomes) if todas else [], perto, creditos)
        for (janela, marcas), perto in zip(mapas, ruas, strict=True)
    ]


def _caixa_da_marca(marca: Marca) -> Caixa:
    return marca.x - marca.raio, marca.y - marca.raio, marca.x + marca.raio, marca.y + marca.raio


def _caixa_do_distrito(divisa: Divisa) -> Caixa:
    meia, alta = _meia_largura(divisa.nome), LETRA_DO_DISTRITO
    return divisa.x - meia, divisa.y - alta, divisa.x + meia, divisa.y + alta / 2


def de_um_ponto(pontos: Sequence[tuple[float, float] | None], dito: str) -> list[Desenho | None]:
    """Um mapa pequeno por ponto, com ele no meio; nada onde não há ponto. As consultas são as de um só."""
    janelas = [
        Janela.de(em_volta([ponto], METROS_EM_VOLTA, de_alto=MAIS_BAIXO)) if ponto else None
        for ponto in pontos
    ]
    mapas = [
        (janela, [Marca(LARGURA // 2, janela.altura // 2, RAIO_DO_PONTO, "●", dito, "", ESTE)])
        for janela in janelas
        if janela
    ]
    feitos = iter(desenhar_todos(mapas) if mapas else [])
    return [next(feitos) if janela else None for janela in janelas]


def _meia_largura(nome: str) -> float:
    return len(nome) * LETRA_DO_DISTRITO * LETRA_DE_LARGURA / 2


def em_volta(pontos: Sequence[tuple[float, float]], metros: float, *, de_alto: float = 1) -> Limites:
    """Os limites que mostram todos os pontos (latitude e longitude) e ao menos estes metros.

    `de_alto`: quanto deles de altura, em partes da largura.
    """
    lats, lons = [lat for lat, _ in pontos], [lon for _, lon in pontos]
    meio_lat, meio_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    graus = metros / METROS_POR_GRAU / 2
    alto, largo = max(graus * de_alto, (max(lats) - min(lats)) / 2), max(graus, (max(lons) - min(lons)) / 2)
    return meio_lat - alto, meio_lon - largo, meio_lat + alto, meio_lon + largo
