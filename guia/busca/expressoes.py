"""Expressões: o que está escrito na busca leva a uma resposta, e não a um serviço.

Uma expressão são palavras, sem acento; o singular vale pelo plural em “s”, e um * no fim vale por
qualquer fim de palavra. A palavra abreviada (“n”, “qro”) vale a que abrevia.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from guia.busca.fonetica import som
from guia.busca.ordem import MAIOR_BUSCA, SEM_PESO
from guia.busca.sinonimos import CURINGA, igual, simplificar

type Expressao = tuple[str, ...]
type Indice = dict[str, list[Expressao]]
"""As expressões pela palavra em que começam e pelo som dela; as que começam por um curinga, sob ele."""

NO_MEIO = 2
"""Na expressão solta, quantas palavras cabem entre duas dela: “cheiro muito forte de gás”."""

MENOR_SOM = 5
"""Na expressão solta, a palavra de tantas letras vale também pelo som: “xeiro”."""

ABREVIADAS = {
    "n": "nao",
    "num": "nao",
    "q": "que",
    "qro": "quero",
    "kero": "quero",
    "td": "tudo",
    "tds": "todos",
    "ngm": "ninguem",
    "mt": "muito",
    "mto": "muito",
    "agr": "agora",
    "aq": "aqui",
    "ksa": "casa",
    "cel": "celular",
    "d": "de",
    "p": "para",
    "pra": "para",
    "pro": "para",
}
"""O que se escreve com pressa no celular, e a palavra das expressões."""

SOM = "~"
"""O que distingue um som de uma palavra escrita."""


@dataclass(frozen=True, slots=True)
class Condicao:
    """`quando`, em qualquer lugar da busca; `so_isto`, a busca inteira; `a_nao_ser`, o que é de um serviço.

    `solta`: cabem poucas palavras no meio da expressão, e erros de escrita que não mudam o som.
    """

    quando: Indice
    so_isto: frozenset[Expressao]
    a_nao_ser: Indice
    solta: bool = False

    def cabe(self, palavras: list[str], fora: Iterable[int] = ()) -> bool:
        """Uma das expressões está escrita, e não como parte da que é de um serviço nem no que está fora."""
        if tuple(palavra for palavra in palavras if palavra not in SEM_PESO) in self.so_isto:
            return True
        presentes = _presentes(tuple(palavras))
        escritas = list(self._onde(self.quando, palavras, presentes))
        if not escritas:
            return False
        de_servico = {n for lugar in self._onde(self.a_nao_ser, palavras, presentes) for n in lugar} | {*fora}
        return any(de_servico.isdisjoint(lugar) for lugar in escritas)

    def lugares(self, palavras: list[str]) -> set[int]:
        """As posições de todas as palavras das expressões escritas em `quando`."""
        presentes = _presentes(tuple(palavras))
        return {n for lugar in self._onde(self.quando, palavras, presentes) for n in lugar}

    def _onde(self, indice: Indice, palavras: list[str], presentes: frozenset[str]) -> Iterator[list[int]]:
        """As posições das expressões escritas: só se comparam as que começam por uma palavra da busca."""
        for chave in (CURINGA, *presentes):
            for expressao in indice.get(chave, ()):
                for n, palavra in enumerate(palavras):
                    if self._igual(expressao[0], palavra) and (lugar := self._seguir(expressao, palavras, n)):
                        yield lugar

    def _seguir(self, expressao: Expressao, palavras: list[str], comeco: int) -> list[int]:
        """As posições das palavras da expressão, a partir da primeira; nenhuma se faltar uma."""
        lugar = [comeco]
        for modelo in expressao[1:]:
            perto = range(lugar[-1] + 1, min(lugar[-1] + 2 + (NO_MEIO if self.solta else 0), len(palavras)))
            achada = next((n for n in perto if self._igual(modelo, palavras[n])), None)
            if achada is None:
                return []
            lugar.append(achada)
        return lugar

    def _igual(self, modelo: str, palavra: str) -> bool:
        if igual(modelo, palavra):
            return True
        por_som = self.solta and len(modelo) >= MENOR_SOM and not modelo.endswith(CURINGA)
        return por_som and som(modelo) == som(palavra)


@lru_cache(maxsize=8)
def _presentes(palavras: tuple[str, ...]) -> frozenset[str]:
    """As palavras da busca, o singular e o som delas."""
    formas = {forma for palavra in palavras for forma in (palavra, palavra.removesuffix("s"))}
    return frozenset(formas | {SOM + som(palavra) for palavra in palavras})


@lru_cache(maxsize=500)
def condicao(
    quando: tuple[str, ...],
    so_isto: tuple[str, ...] = (),
    a_nao_ser: tuple[str, ...] = (),
    *,
    solta: bool = False,
) -> Condicao:
    """A condição das expressões como se escrevem nos dados."""
    return Condicao(_indice(quando), frozenset(_em_palavras(so_isto)), _indice(a_nao_ser), solta)


def _indice(expressoes: Iterable[str]) -> Indice:
    indice: Indice = {}
    for expressao in _em_palavras(expressoes):
        comeco = expressao[0]
        chaves = [CURINGA] if comeco.endswith(CURINGA) else [comeco, SOM + som(comeco)]
        for chave in chaves:
            indice.setdefault(chave, []).append(expressao)
    return indice


def em_palavras(texto: str) -> list[str]:
    """As palavras de uma busca, sem acento, as abreviadas por extenso."""
    return [_por_extenso(palavra) for palavra in re.findall(r"[^\W_]+", simplificar(texto[:MAIOR_BUSCA]))]


def _em_palavras(expressoes: Iterable[str]) -> tuple[Expressao, ...]:
    return tuple(
        tuple(map(_por_extenso, simplificar(expressao).split()))
        for expressao in expressoes
        if expressao.strip()
    )


def _por_extenso(palavra: str) -> str:
    return ABREVIADAS.get(palavra, palavra)
