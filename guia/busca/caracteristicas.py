"""As características de um texto, e quanto cada uma diz de quem o texto fala (ADR 0065).

São o som de cada palavra, os sons de duas seguidas e cada quatro letras de uma palavra. Valem quanto mais se
escrevem num serviço do que nos outros (Bayes ingênuo multinomial). Quem escreve “enchurrada” faz o mesmo som
de “enxurrada” e quase todos os trechos.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from guia.busca.fonetica import som_vago
from guia.busca.sinonimos import simplificar

type Vetores = NDArray[np.float32]
type Partes = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""De um serviço ou de uma resposta: as palavras do cidadão, os relatos e as frases dos textos."""

LETRAS = 4
MENOR_PALAVRA = 2
PARTES = (1.5, 1.5, 0.25)
"""Quanto vale cada parte, tenha muitos ou poucos textos."""
MENOS_TEXTOS = 2
"""A característica que só um texto tem não distingue nada, e são dois terços delas."""
NUNCA_VISTO = 0.2
"""Quanto se supõe, em cada um, do que não escreveu, em frações da média dos tamanhos."""


@dataclass(frozen=True, slots=True)
class Caracteristicas:
    """O que se contou de todos.

    De cada característica (o número dela, em ordem crescente): quanto é rara, onde começam os que a têm,
    quais são e quanto vale em cada um. De cada um: o logaritmo de tudo o que se contou nele.
    """

    numeros: NDArray[np.uint32]
    raros: Vetores
    comecos: NDArray[np.uint32]
    de_quem: NDArray[np.uint16]
    valores: NDArray[np.float16]
    tamanhos: Vetores

    def notas(self, busca: str) -> Vetores:
        """De cada um, quanto as características da busca se escrevem mais nele do que nos outros."""
        lugares = self._lugares(busca)
        notas: Vetores = -self.raros[lugares].sum() * self.tamanhos
        for lugar in lugares:
            um = slice(*self.comecos[lugar : lugar + 2])
            notas[self.de_quem[um]] += self.valores[um]
        return notas

    def _lugares(self, busca: str) -> NDArray[np.intp]:
        """Onde estão as características da busca que alguém tem."""
        numeros = np.array(sorted(set(caracteristicas(busca))), np.uint32)
        lugares = np.searchsorted(self.numeros, numeros)
        cabem = lugares < len(self.numeros)
        achados: NDArray[np.intp] = lugares[cabem][self.numeros[lugares[cabem]] == numeros[cabem]]
        return achados


def contar(todos: Sequence[Partes]) -> Caracteristicas:
    """As características de todos, na ordem em que se dão; ao menos um."""
    contas = [_contar_um(partes) for partes in todos]
    de_quem = np.repeat(np.arange(len(contas)), [len(um) for um, _, _ in contas])
    escritos, vezes, em_textos = (np.concatenate(parte) for parte in zip(*contas, strict=True))
    numeros, lugares = np.unique(escritos, return_inverse=True)
    textos = np.bincount(lugares, em_textos)
    distingue = textos >= MENOS_TEXTOS
    quantos = sum(len(parte) for partes in todos for parte in partes)
    numeros, raros = numeros[distingue], np.log((1 + quantos) / (1 + textos[distingue])) + 1
    fica = distingue[lugares]
    lugares = (np.cumsum(distingue) - 1)[lugares[fica]]
    de_quem, contado = de_quem[fica], vezes[fica] * raros[lugares]
    tamanhos = np.bincount(de_quem, contado, len(contas))
    de_todos = NUNCA_VISTO * (tamanhos.mean() or 1)
    valores = raros[lugares] * np.log1p(contado * len(numeros) / de_todos)
    ordem = np.argsort(lugares, kind="stable")
    return Caracteristicas(
        numeros=numeros,
        raros=raros.astype(np.float32),
        comecos=np.cumsum([0, *np.bincount(lugares, minlength=len(numeros))], dtype=np.uint32),
        de_quem=de_quem[ordem].astype(np.uint16),
        valores=valores[ordem].astype(np.float16),
        tamanhos=np.log(tamanhos + de_todos).astype(np.float32),
    )


def caracteristicas(texto: str) -> Iterator[int]:
    """Os números das características: os sons, os pares de sons e os trechos."""
    palavras = re.findall(rf"[a-z0-9]{{{MENOR_PALAVRA},}}", simplificar(texto))
    sons = [som_vago(palavra) or palavra for palavra in palavras]
    escritos = (*sons, *map("_".join, pairwise(sons)), *_trechos(palavras))
    return (crc32(escrito.encode()) for escrito in escritos)


def _trechos(palavras: Sequence[str]) -> Iterator[str]:
    """Com a marca de onde a palavra começa e acaba."""
    for palavra in palavras:
        marcada = f"^{palavra}$"
        yield from (f"~{marcada[n : n + LETRAS]}" for n in range(len(marcada) - LETRAS + 1))


def _contar_um(partes: Partes) -> tuple[NDArray[np.uint32], NDArray[np.float64], NDArray[np.intp]]:
    """De cada característica de um: o número, quanto se conta dela e em quantos textos está."""
    pesos = [quanto / len(parte) for parte, quanto in zip(partes, PARTES, strict=True) for _ in parte]
    deles = [np.array([*set(caracteristicas(texto))], np.uint32) for parte in partes for texto in parte]
    numeros, quais, em_textos = np.unique(np.concatenate(deles), return_inverse=True, return_counts=True)
    return numeros, np.bincount(quais, np.repeat(pesos, [len(um) for um in deles])), em_textos
