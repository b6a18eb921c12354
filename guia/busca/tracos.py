"""Os traços de um texto, e quanto cada um diz de quem o texto fala (ADR 0065).

São o som de cada palavra, os sons de duas seguidas e cada quatro letras de uma palavra. Valem quanto mais se
escrevem num serviço do que nos outros (Bayes ingênuo multinomial). Quem escreve “enchurrada” faz o mesmo som
de “enxurrada” e quase todos os trechos.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
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
PARTES = (1.0, 1.5, 0.5)
"""Quanto vale cada parte, tenha muitos ou poucos textos."""
MENOS_TEXTOS = 2
"""O traço que só um texto tem não distingue nada, e são dois terços deles."""
NUNCA_VISTO = 0.1
"""Quanto se supõe, em cada um, do que não escreveu, em frações da média dos tamanhos."""


@dataclass(frozen=True, slots=True)
class Tracos:
    """O que se contou de todos.

    De cada traço (o número dele, em ordem crescente): quanto é raro, onde começam os que o têm, quais são e
    quanto vale em cada um. De cada um: o logaritmo de tudo o que se contou nele.
    """

    numeros: NDArray[np.uint32]
    raros: Vetores
    comecos: NDArray[np.int64]
    de_quem: NDArray[np.int32]
    valores: Vetores
    tamanhos: Vetores

    def notas(self, busca: str) -> Vetores:
        """De cada um, quanto os traços da busca se escrevem mais nele do que nos outros."""
        lugares = self._lugares(busca)
        notas: Vetores = -self.raros[lugares].sum() * self.tamanhos
        for lugar in lugares:
            um = slice(*self.comecos[lugar : lugar + 2])
            notas[self.de_quem[um]] += self.valores[um]
        return notas

    def _lugares(self, busca: str) -> NDArray[np.intp]:
        """Onde estão os traços da busca que alguém tem."""
        numeros = np.array(sorted(set(tracos(busca))), np.uint32)
        lugares = np.searchsorted(self.numeros, numeros)
        cabem = lugares < len(self.numeros)
        achados: NDArray[np.intp] = lugares[cabem][self.numeros[lugares[cabem]] == numeros[cabem]]
        return achados


def contar(todos: Sequence[Partes]) -> Tracos:
    """Os traços de todos, na ordem em que se dão; ao menos um."""
    textos: Counter[int] = Counter()
    contas = [_contar_um(partes, textos) for partes in todos]
    quantos = sum(len(parte) for partes in todos for parte in partes)
    raros = {um: log((1 + quantos) / (1 + n)) + 1 for um, n in sorted(textos.items()) if n >= MENOS_TEXTOS}
    quem: dict[int, list[int]] = {um: [] for um in raros}
    contado: dict[int, list[float]] = {um: [] for um in raros}
    tamanhos = np.zeros(len(contas), np.float32)
    for n, conta in enumerate(contas):
        for um in conta.keys() & raros.keys():
            quem[um].append(n)
            contado[um].append(conta[um] * raros[um])
            tamanhos[n] += conta[um] * raros[um]
    de_todos = NUNCA_VISTO * float(tamanhos.mean() or 1)
    raro, vezes = _juntar([[valor] for valor in raros.values()]), [len(uns) for uns in quem.values()]
    return Tracos(
        numeros=np.fromiter(raros, np.uint32, len(raros)),
        raros=raro,
        comecos=np.cumsum([0, *vezes]),
        de_quem=np.array([n for uns in quem.values() for n in uns], np.int32),
        valores=np.repeat(raro, vezes)
        * np.log1p(_juntar(contado.values()) * len(raros) / np.float32(de_todos)),
        tamanhos=np.log(tamanhos + np.float32(de_todos)),
    )


def tracos(texto: str) -> Iterator[int]:
    """Os números dos traços: os sons, os pares de sons e os trechos."""
    palavras = re.findall(rf"[a-z0-9]{{{MENOR_PALAVRA},}}", simplificar(texto))
    sons = [som_vago(palavra) or palavra for palavra in palavras]
    escritos = (*sons, *map("_".join, pairwise(sons)), *_trechos(palavras))
    return (crc32(escrito.encode()) for escrito in escritos)


def _trechos(palavras: Sequence[str]) -> Iterator[str]:
    """Com a marca de onde a palavra começa e acaba."""
    for palavra in palavras:
        marcada = f"^{palavra}$"
        yield from (f"~{marcada[n : n + LETRAS]}" for n in range(len(marcada) - LETRAS + 1))


def _contar_um(partes: Partes, textos: Counter[int]) -> dict[int, float]:
    """Quanto de cada traço; soma em `textos` quantos textos têm cada um."""
    conta: defaultdict[int, float] = defaultdict(float)
    for parte, quanto in zip(partes, PARTES, strict=True):
        for texto in parte:
            dele = set(tracos(texto))
            textos.update(dele)
            for um in dele:
                conta[um] += quanto / len(parte)
    return conta


def _juntar(listas: Iterable[Sequence[float]]) -> Vetores:
    return np.array([um for lista in listas for um in lista], np.float32)
