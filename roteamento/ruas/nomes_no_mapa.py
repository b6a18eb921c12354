"""Os nomes de ruas que um mapa sem tiles escreve: os mais perto do meio, sem um cobrir o outro."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from roteamento.grade import Limites
from roteamento.localizacao.enderecos import metros
from roteamento.models import Logradouro

MAIS_NOMES = 12
LETRA_DE_LARGURA, LINHA_DE_ALTURA = 0.58, 1.5
"""De uma letra comum e de uma linha, em tamanhos da letra, com o espaço em volta."""
LINHAS = (0, 1.2, -1.2)
"""O nome que cairia sobre outro, ou sobre uma marca, vai abaixo ou acima."""
DE_PERTO = 3_500
"""Metros de largura: num mapa de mais, os nomes das ruas não dizem nada."""

type Rua = tuple[str, float, float]
"""O nome e um ponto dela, em latitude e longitude."""
type Caixa = tuple[float, float, float, float]
"""Esquerda, alto, direita e fundo, nas medidas do desenho."""


@dataclass(frozen=True, slots=True)
class Nome:
    """Um nome e onde fica o meio dele."""

    texto: str
    x: int
    y: int


def ruas_em(janelas: Sequence[Limites]) -> list[list[Rua]]:
    """As ruas conhecidas em cada uma destas janelas, e nenhuma nas de muito longe. Uma consulta, se tanto."""
    perto = [_de_perto(janela) for janela in janelas]
    onde = Q()
    for sul, oeste, norte, leste in (j for j, sim in zip(janelas, perto, strict=True) if sim):
        onde |= Q(lat__range=(sul, norte), lon__range=(oeste, leste))
    if not onde:
        return [[] for _ in janelas]
    linhas = Logradouro.objects.filter(onde).order_by("nome", "lat", "lon").values_list("nome", "lat", "lon")
    lidas = [(nome, lat, lon) for nome, lat, lon in linhas if lat is not None and lon is not None]
    return [_dentro(lidas, janela) if sim else [] for janela, sim in zip(janelas, perto, strict=True)]


def _de_perto(janela: Limites) -> bool:
    sul, oeste, _norte, leste = janela
    return metros(sul, oeste, sul, leste) <= DE_PERTO


def _dentro(ruas: Iterable[Rua], janela: Limites) -> list[Rua]:
    sul, oeste, norte, leste = janela
    return [rua for rua in ruas if sul <= rua[1] <= norte and oeste <= rua[2] <= leste]


def escritos(
    ruas: Iterable[Rua],
    ponto: Callable[[float, float], tuple[float, float]],
    tamanho: tuple[float, float],
    letra: float,
    ocupadas: Iterable[Caixa] = (),
) -> list[Nome]:
    """Os nomes que cabem num desenho deste tamanho, nenhum sobre outro nem sobre o que já está ocupado."""
    largura, altura = tamanho
    postos = [(nome, *ponto(lat, lon)) for nome, lat, lon in ruas]
    postos.sort(key=lambda posto: (posto[1] - largura / 2) ** 2 + (posto[2] - altura / 2) ** 2)
    cheias, nomes = list(ocupadas), dict[str, Nome]()
    for texto, x, y in postos:
        meia, alta = len(texto) * letra * LETRA_DE_LARGURA / 2, letra * LINHA_DE_ALTURA / 2
        if texto in nomes or 2 * meia > largura:
            continue
        dentro = min(max(x, meia), largura - meia)
        for linha in LINHAS:
            no_lugar = min(max(y + 2 * alta * linha, alta), altura - alta)
            caixa = (dentro - meia, no_lugar - alta, dentro + meia, no_lugar + alta)
            if not any(_cobre(caixa, outra) for outra in cheias):
                cheias.append(caixa)
                nomes[texto] = Nome(texto, round(dentro), round(no_lugar))
                break
        if len(nomes) == MAIS_NOMES:
            break
    return list(nomes.values())


def junto_das_marcas(
    marcas: Iterable[tuple[str, int, int, int]],
    tamanho: tuple[float, float],
    letra: float,
    ocupadas: Iterable[Caixa],
) -> list[tuple[Nome, Caixa]]:
    """O nome de cada marca (o nome, o meio e o raio dela) embaixo ou em cima; e o que ele ocupa.

    O que cairia sobre outro, ou sobre outra marca, não se escreve.
    """
    largura, altura = tamanho
    cheias, postos = list(ocupadas), []
    for texto, x, y, raio in marcas:
        meia, alta = len(texto) * letra * LETRA_DE_LARGURA / 2, letra * LINHA_DE_ALTURA
        dentro = min(max(x, meia), largura - meia)
        for alto in (y + raio, y - raio - alta):
            caixa = (dentro - meia, alto, dentro + meia, alto + alta)
            cabe = caixa[0] >= 0 and alto >= 0 and alto + alta <= altura
            if texto and cabe and not any(_cobre(caixa, outra) for outra in cheias):
                cheias.append(caixa)
                postos.append((Nome(texto, round(dentro), round(alto + alta / 2)), caixa))
                break
    return postos


def _cobre(uma: Caixa, outra: Caixa) -> bool:
    return uma[0] < outra[2] and outra[0] < uma[2] and uma[1] < outra[3] and outra[1] < uma[3]
