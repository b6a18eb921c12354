"""O que se aprende dos textos de todos os serviços juntos: o que distingue cada um dos outros.

Duas contas, refeitas quando algum texto muda e guardadas numa linha só (ADR 0064):

- os pesos: a regressão regularizada (ridge) que, do vetor de um relato, tira de que serviço é;
- os trechos: quatro letras seguidas de cada palavra, que valem o quanto são raras no Guia (TF-IDF). Quem
  escreve “enchurrada” escreve quase todos os trechos de “enxurrada”.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

from guia.busca.sinonimos import simplificar

type Vetores = NDArray[np.float32]

LETRAS = 4
DAS_FRASES = 0.5
"""Quanto vale, ao contar, um trecho de uma frase dos textos; das palavras e dos relatos, 1."""
DAS_PALAVRAS = 2.0
"""Quanto vale, na regressão, um lote das palavras do cidadão; um relato, 1."""
FOLGA = 0.03
"""O que se soma à diagonal, em frações da média dela: os relatos são poucos para 512 números."""


@dataclass(frozen=True, slots=True)
class Exemplos:
    """De um serviço: os vetores das palavras e dos relatos, e os textos de que se contam os trechos."""

    lotes: Vetores
    relatos: Vetores
    ditos: Sequence[str]
    frases: Sequence[str]


@dataclass(frozen=True, slots=True)
class Aprendido:
    """As duas contas, com os serviços pela ordem em que se aprenderam."""

    servicos: NDArray[np.int64]
    media: Vetores
    pesos: Vetores
    quais: dict[str, int]
    comecos: NDArray[np.int64]
    de_quem: NDArray[np.int32]
    valores: Vetores

    def pelos_pesos(self, busca: Vetores) -> Vetores:
        """De cada serviço, quanto a busca, em vetor, é das suas."""
        return np.asarray((busca - self.media) @ self.pesos, np.float32)

    def pelos_trechos(self, busca: str) -> Vetores:
        """De cada serviço, quanto valem os trechos da busca que são dele."""
        notas: Vetores = np.zeros(len(self.servicos), np.float32)
        for trecho in set(trechos(busca)) & self.quais.keys():
            um = slice(*self.comecos[self.quais[trecho] :][:2])
            notas[self.de_quem[um]] += self.valores[um]
        return notas

    def guardado(self) -> bytes:
        """Num .npz, sem as posições dos trechos, que são a ordem deles."""
        arquivo = io.BytesIO()
        np.savez(
            arquivo,
            servicos=self.servicos,
            media=self.media,
            pesos=self.pesos.astype(np.float16),
            trechos=np.array(list(self.quais)),
            comecos=self.comecos,
            de_quem=self.de_quem,
            valores=self.valores.astype(np.float16),
        )
        return arquivo.getvalue()


def abrir(guardado: bytes) -> Aprendido:
    """O que `guardado` escreveu."""
    with np.load(io.BytesIO(guardado), allow_pickle=False) as lido:
        return Aprendido(
            servicos=lido["servicos"],
            media=lido["media"],
            pesos=lido["pesos"].astype(np.float32),
            quais={trecho: n for n, trecho in enumerate(lido["trechos"].tolist())},
            comecos=lido["comecos"],
            de_quem=lido["de_quem"],
            valores=lido["valores"].astype(np.float32),
        )


def aprender(exemplos: dict[int, Exemplos]) -> Aprendido:
    """As duas contas dos exemplos de cada serviço, pela chave do serviço; ao menos um."""
    media, pesos = _pesar(list(exemplos.values()))
    quais, comecos, de_quem, valores = _contar(list(exemplos.values()))
    return Aprendido(np.array(list(exemplos)), media, pesos, quais, comecos, de_quem, valores)


def trechos(texto: str) -> Iterable[str]:
    """Quatro letras seguidas de cada palavra de três ou mais, com a marca de onde ela começa e acaba."""
    for palavra in re.findall(r"[a-z0-9]{3,}", simplificar(texto)):
        marcada = f"^{palavra}$"
        yield from (marcada[n : n + LETRAS] for n in range(len(marcada) - LETRAS + 1))


def _pesar(exemplos: list[Exemplos]) -> tuple[Vetores, Vetores]:
    """A média e os pesos; os exemplos de cada serviço, muitos ou poucos, somam um."""
    vetores = np.concatenate([parte for um in exemplos for parte in (um.lotes, um.relatos)])
    quanto = np.concatenate([_quanto(um) for um in exemplos])
    quantos = [len(um.lotes) + len(um.relatos) for um in exemplos]
    media = quanto @ vetores / len(exemplos)
    centrados = vetores - media
    pesados = centrados * quanto[:, None]
    juntos = pesados.T @ centrados
    juntos += np.eye(len(juntos), dtype=np.float32) * FOLGA * (np.trace(juntos) / len(juntos) or 1.0)
    por_servico = np.add.reduceat(pesados, np.cumsum([0, *quantos[:-1]]))
    return media, np.linalg.solve(juntos, por_servico.T)


def _quanto(um: Exemplos) -> Vetores:
    quanto = np.array([DAS_PALAVRAS] * len(um.lotes) + [1.0] * len(um.relatos), np.float32)
    return quanto / quanto.sum()


def _contar(
    exemplos: list[Exemplos],
) -> tuple[dict[str, int], NDArray[np.int64], NDArray[np.int32], Vetores]:
    """Os trechos, onde começam os serviços de cada um, que serviços são e quanto vale em cada."""
    contas = [_contar_um(um) for um in exemplos]
    em_quantos = Counter(trecho for conta in contas for trecho in conta)
    raros = {trecho: log(1 + len(contas) / quantos) for trecho, quantos in em_quantos.items()}
    de_quem: dict[str, list[int]] = {trecho: [] for trecho in raros}
    valores: dict[str, list[float]] = {trecho: [] for trecho in raros}
    for servico, conta in enumerate(contas):
        dele = {trecho: log1p(vezes) * raros[trecho] for trecho, vezes in conta.items()}
        tamanho = sum(valor * valor for valor in dele.values()) ** 0.5
        for trecho, valor in dele.items():
            de_quem[trecho].append(servico)
            valores[trecho].append(valor * raros[trecho] / tamanho)
    comecos = np.cumsum([0, *(len(quem) for quem in de_quem.values())])
    return (
        {trecho: n for n, trecho in enumerate(raros)},
        comecos,
        np.array([um for quem in de_quem.values() for um in quem], np.int32),
        np.array([um for quanto in valores.values() for um in quanto], np.float32),
    )


def _contar_um(um: Exemplos) -> dict[str, float]:
    conta: defaultdict[str, float] = defaultdict(float)
    for textos, quanto in ((um.ditos, 1.0), (um.frases, DAS_FRASES)):
        for texto in textos:
            for trecho in set(trechos(texto)):
                conta[trecho] += quanto
    return conta
