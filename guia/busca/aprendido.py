"""O que se aprende dos textos de todos os serviços e respostas juntos: o que distingue cada um dos outros.

Duas contas, refeitas quando algum texto muda e guardadas numa linha só (ADR 0064 e 0065):

- os pesos: a regressão regularizada (ridge) que, do vetor de um relato, tira de quem é;
- os traços (`guia.busca.tracos`): o que se escreve num deles mais do que nos outros.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guia.busca.tracos import Partes, Tracos, Vetores, contar

DAS_PALAVRAS = 2.0
"""Quanto vale, na regressão, um lote das palavras do cidadão; um relato, 1."""
FOLGA = 0.03
"""O que se soma à diagonal, em frações da média dela: os relatos são poucos para 512 números."""


@dataclass(frozen=True, slots=True)
class Exemplos:
    """De um: os vetores das palavras, aos lotes, os dos relatos, e os textos de que se contam os traços."""

    lotes: Vetores
    relatos: Vetores
    textos: Partes


@dataclass(frozen=True, slots=True)
class Pesos:
    """A regressão: do vetor, menos a média, uma nota para cada um."""

    media: Vetores
    pesos: Vetores

    def notas(self, busca: Vetores) -> Vetores:
        """De cada um, quanto a busca, em vetor, é das suas."""
        return np.asarray((busca - self.media) @ self.pesos, np.float32)


@dataclass(frozen=True, slots=True)
class Aprendido:
    """As duas contas, dos serviços e depois das respostas, pela ordem em que se aprenderam."""

    servicos: NDArray[np.int64]
    respostas: NDArray[np.int64]
    pesos: Pesos
    tracos: Tracos

    def guardado(self) -> bytes:
        """Num .npz; o que é grande, com metade dos bits."""
        arquivo, tracos = io.BytesIO(), self.tracos
        np.savez(
            arquivo,
            servicos=self.servicos,
            respostas=self.respostas,
            media=self.pesos.media,
            pesos=self.pesos.pesos.astype(np.float16),
            numeros=tracos.numeros,
            raros=tracos.raros,
            comecos=tracos.comecos,
            de_quem=tracos.de_quem.astype(np.uint16),
            valores=tracos.valores.astype(np.float16),
            tamanhos=tracos.tamanhos,
        )
        return arquivo.getvalue()


def abrir(guardado: bytes) -> Aprendido:
    """O que `guardado` escreveu."""
    with np.load(io.BytesIO(guardado), allow_pickle=False) as lido:
        return Aprendido(
            lido["servicos"],
            lido["respostas"],
            Pesos(lido["media"], lido["pesos"].astype(np.float32)),
            Tracos(
                numeros=lido["numeros"],
                raros=lido["raros"],
                comecos=lido["comecos"],
                de_quem=lido["de_quem"].astype(np.int32),
                valores=lido["valores"].astype(np.float32),
                tamanhos=lido["tamanhos"],
            ),
        )


def aprender(servicos: dict[int, Exemplos], respostas: dict[int, Exemplos]) -> Aprendido:
    """As duas contas dos exemplos de cada serviço e de cada resposta, pela chave; ao menos um."""
    exemplos = [*servicos.values(), *respostas.values()]
    return Aprendido(
        np.array(list(servicos), np.int64),
        np.array(list(respostas), np.int64),
        _pesar(exemplos),
        contar([um.textos for um in exemplos]),
    )


def _pesar(exemplos: Sequence[Exemplos]) -> Pesos:
    """Os exemplos de cada um, muitos ou poucos, somam um."""
    vetores = np.concatenate([parte for um in exemplos for parte in (um.lotes, um.relatos)])
    quanto = np.concatenate([_quanto(um) for um in exemplos])
    quantos = [len(um.lotes) + len(um.relatos) for um in exemplos]
    media = quanto @ vetores / len(exemplos)
    centrados = vetores - media
    pesados = centrados * quanto[:, None]
    juntos = pesados.T @ centrados
    juntos += np.eye(len(juntos), dtype=np.float32) * FOLGA * (np.trace(juntos) / len(juntos) or 1.0)
    por_um = np.add.reduceat(pesados, np.cumsum([0, *quantos[:-1]]))
    return Pesos(media, np.linalg.solve(juntos, por_um.T))


def _quanto(um: Exemplos) -> Vetores:
    quanto = np.array([DAS_PALAVRAS] * len(um.lotes) + [1.0] * len(um.relatos), np.float32)
    return quanto / quanto.sum()
