"""O mapa da caixa, os pedidos da lista somados por quadrado, em círculos e em tabela; e o de um pedido."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import intcomma

from mesas.paginacao import POR_PAGINA
from protocolo.prazos.em_palavras import contar
from roteamento.grade import MAIS_FUNDO, Limites, Quadrado
from roteamento.mapa_desenhado import Desenho, Janela, Marca, em_volta
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.caixa.grupo import Relacionado
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet
from solicitacoes.no_mapa import Lugar, Soma, lugares, somar

DE_UMA_SUBPREFEITURA, DA_CIDADE = 8, 6
"""Em que nível se soma o mapa inteiro: 270 metros numa subprefeitura, 1 km na cidade."""
LADO_A_LADO = 8
"""Quantos quadrados cabem na largura do mapa: cada círculo ainda se toca com o dedo."""
MAIS_PERTO = 3
"""Quantos níveis se desce de cada vez: o quadrado tocado vira oito de lado."""
MENOR_RAIO, MAIOR_RAIO = 26, 42
JUNTO = 40
"""A menos disto, nas medidas do desenho, duas marcas seriam uma em cima da outra."""
EM_VOLTA_DO_PEDIDO = 250
"""Metros que se mostram, ao menos, no mapa de um pedido."""


@dataclass(frozen=True, slots=True)
class LugarDoMapa:
    """Um círculo do mapa, como linha da tabela."""

    lugar: Lugar
    quantos: int
    atrasados: int
    lista: str
    """A consulta da lista com só os dele."""
    perto: str
    """A consulta do mapa mais perto; vazia se já se vê na lista."""

    @property
    def chamado(self) -> str:
        """Quantos e onde: "12 pedidos · Sé: perto de Rua Direita"."""
        return f"{contar(self.quantos, 'pedido', 'pedidos')} · {self.lugar}"


@dataclass(frozen=True, slots=True)
class Mapa:
    """O que a página mostra."""

    desenho: Desenho | None
    lugares: list[LugarDoMapa]
    quantos: int
    sem_ponto: int
    consulta_sem_ponto: str
    afastar: str | None
    """A consulta do mapa de mais longe; None se já é o inteiro."""


def da_caixa(lida: Caixa, escolhidos: SolicitacaoQuerySet, agora: datetime, *, da_cidade: bool) -> Mapa:
    """Os escolhidos pelos filtros, no quadrado que o endereço pede ou em todo o lugar em que há algum."""
    visto = Quadrado.ler(lida.quadrado)
    inteiro = DA_CIDADE if da_cidade else DE_UMA_SUBPREFEITURA
    nivel = min(visto.nivel + MAIS_PERTO, MAIS_FUNDO) if visto else inteiro
    achado = somar(escolhidos, nivel, agora)
    if visto is None:
        nivel = _que_cabe([soma.quadrado for soma in achado.somas], nivel)
    somas = achado.no_nivel(nivel)
    linhas = _em_linhas(lida, somas)
    return Mapa(
        _desenhar(visto, somas, linhas) if somas else None,
        linhas,
        sum(soma.quantos for soma in somas) + achado.sem_ponto,
        achado.sem_ponto,
        lida.com(sem_ponto="sim"),
        _de_mais_longe(lida, visto, inteiro),
    )


def _que_cabe(quadrados: list[Quadrado], nivel: int) -> int:
    """O nível mais fundo em que todos cabem em `LADO_A_LADO`."""
    while nivel and quadrados:
        linhas = {quadrado.no_nivel(nivel).linha for quadrado in quadrados}
        colunas = {quadrado.no_nivel(nivel).coluna for quadrado in quadrados}
        if max(max(linhas) - min(linhas), max(colunas) - min(colunas)) < LADO_A_LADO:
            return nivel
        nivel -= 1
    return nivel


def _de_mais_longe(lida: Caixa, visto: Quadrado | None, inteiro: int) -> str | None:
    if visto is None:
        return None
    acima = visto.nivel - MAIS_PERTO
    return lida.com(quadrado=str(visto.no_nivel(acima)) if acima > inteiro - MAIS_PERTO else "")


def _em_linhas(lida: Caixa, somas: list[Soma]) -> list[LugarDoMapa]:
    nomes = lugares(somas)
    return [
        LugarDoMapa(
            nomes.get(soma.um_deles, Lugar()),
            soma.quantos,
            soma.atrasados,
            lista := lida.com(quadrado=str(soma.quadrado)),
            lista if soma.quantos > POR_PAGINA and soma.quadrado.nivel < MAIS_FUNDO else "",
        )
        for soma in somas
    ]


def _desenhar(visto: Quadrado | None, somas: list[Soma], linhas: list[LugarDoMapa]) -> Desenho:
    janela = Janela.de(visto.limites if visto else _limites(soma.quadrado for soma in somas), folga=0.06)
    maior = max(soma.quantos for soma in somas)
    pelo_distrito = len({linha.lugar.distrito for linha in linhas}) > 1
    marcas = [
        _circulo(janela, soma, linha, maior, linha.lugar.distrito if pelo_distrito else linha.lugar.rua)
        for soma, linha in zip(somas, linhas, strict=True)
    ]
    return janela.desenhar(marcas)


def _limites(quadrados: Iterable[Quadrado]) -> Limites:
    bordas = [quadrado.limites for quadrado in quadrados]
    suis, oestes, nortes, lestes = zip(*bordas, strict=True)
    return min(suis), min(oestes), max(nortes), max(lestes)


def _circulo(janela: Janela, soma: Soma, linha: LugarDoMapa, maior: int, nome: str) -> Marca:
    """No meio dos pedidos, mas inteiro dentro do quadrado: assim nenhum cobre outro."""
    parte = math.log(soma.quantos) / math.log(maior) if maior > 1 else 0
    sul, oeste, norte, leste = soma.quadrado.limites
    (x1, y2), (x2, y1) = janela.ponto(sul, oeste), janela.ponto(norte, leste)
    raio = min(MENOR_RAIO + parte * (MAIOR_RAIO - MENOR_RAIO), (x2 - x1) / 2)
    x, y = janela.ponto(soma.lat, soma.lon)
    atrasados = f", {contar(soma.atrasados, 'atrasado', 'atrasados')}" if soma.atrasados else ""
    return Marca(
        round(min(max(x, x1 + raio), x2 - raio)),
        round(min(max(y, y1 + raio), y2 - raio)),
        round(raio),
        intcomma(soma.quantos),
        f"{linha.chamado}{atrasados}",
        f"?{linha.perto}" if linha.perto else f"../?{linha.lista}",
        "sp-desenho__marca--atrasada" if soma.atrasados else "",
        nome,
    )


# --- em volta de um pedido ------------------------------------------------------------------


def do_pedido(caso: Solicitacao, vizinhos: list[Relacionado]) -> tuple[Desenho | None, list[Relacionado]]:
    """O pedido e os que estão em volta dele, numerados como na lista; nada se nenhum outro tem ponto."""
    com_ponto = [vizinho for vizinho in vizinhos if vizinho.lat is not None and vizinho.lon is not None]
    numerados = {vizinho.id: numero for numero, vizinho in enumerate(com_ponto, start=1)}
    ditos = [replace(vizinho, marca=numerados.get(vizinho.id, 0)) for vizinho in vizinhos]
    if not com_ponto:
        return None, ditos
    pontos = [(vizinho.lat or 0.0, vizinho.lon or 0.0) for vizinho in com_ponto]
    do_caso = [(caso.lat, caso.lon)] if caso.lat is not None and caso.lon is not None else []
    janela = Janela.de(em_volta([*pontos, *do_caso], EM_VOLTA_DO_PEDIDO), folga=0.3)
    marcas = [
        Marca(*_inteiro(janela, lat, lon), MENOR_RAIO, "●", "Este pedido", "", "sp-desenho__marca--este")
        for lat, lon in do_caso
    ]
    for vizinho in ditos:
        if vizinho.marca:
            _por(marcas, _do_vizinho(janela, vizinho))
    return janela.desenhar(marcas), ditos


def _inteiro(janela: Janela, lat: float, lon: float) -> tuple[int, int]:
    x, y = janela.ponto(lat, lon)
    return round(x), round(y)


def _do_vizinho(janela: Janela, vizinho: Relacionado) -> Marca:
    x, y = _inteiro(janela, vizinho.lat or 0.0, vizinho.lon or 0.0)
    return Marca(
        x, y, MENOR_RAIO, str(vizinho.marca), f"{vizinho.servico}, {vizinho.endereco or 'sem endereço'}"
    )


def _por(marcas: list[Marca], nova: Marca) -> None:
    """Acrescenta a marca; a que cairia em cima de outra se escreve junto dela."""
    for posicao, marca in enumerate(marcas):
        if math.hypot(marca.x - nova.x, marca.y - nova.y) < JUNTO:
            texto, dito = f"{marca.texto} {nova.texto}", f"{marca.dito}; {nova.dito}"
            raio = min(marca.raio + 8, 2 * MENOR_RAIO)
            marcas[posicao] = replace(marca, texto=texto, dito=dito, raio=raio)
            return
    marcas.append(nova)
