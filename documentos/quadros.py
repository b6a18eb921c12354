"""Como os números de um relatório se arrumam: partes, quadros, linhas. Nada aqui lê o banco."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

SEM_NUMERO = "–"
NAO_SE_ABRE = "não se abre"
QUANTOS = "Quantos"
"""A coluna de uma contagem de pedidos ou de recursos; a de manifestações diz "Quantas"."""
MENOR_QUE_SE_ABRE = 5
"""Abaixo disto, dizer quantos são pode dizer quem são."""

type Celula = str | int | float
type Linha = tuple[Celula, ...]


@dataclass(frozen=True, slots=True)
class Quadro:
    """Uma tabela: a primeira coluna diz de que é a linha. `nota` é o que é preciso saber para a ler."""

    titulo: str
    colunas: tuple[str, ...]
    linhas: tuple[Linha, ...]
    nota: str = ""


@dataclass(frozen=True, slots=True)
class Parte:
    """Um título do relatório e os seus quadros."""

    titulo: str
    quadros: tuple[Quadro, ...]


def contagem(
    titulo: str, coluna: str, contadas: Iterable[tuple[str, int]], *, nota: str = "", conta: str = "Quantas"
) -> Quadro:
    """Um quadro de uma conta só, com a parte de cada linha no total."""
    pares = tuple(contadas)
    total = sum(quantas for _, quantas in pares)
    linhas = tuple((nome, quantas, por_cento(quantas, total)) for nome, quantas in pares)
    return Quadro(titulo, (coluna, conta, "Parte do total"), linhas, nota)


def por_cento(parte: int, todo: int) -> str:
    """ "37%"; um traço quando não há de quê."""
    return f"{round(100 * parte / todo)}%" if todo else SEM_NUMERO


def que_se_abrem[C: Hashable](contas: Mapping[C, int]) -> dict[C, int]:
    """As contas que se podem publicar: as de MENOR_QUE_SE_ABRE ou mais.

    O total é público, e por subtração diria a soma das outras: enquanto ela for pequena, fecha-se também a
    menor das abertas.
    """
    abertas = {chave: quantas for chave, quantas in contas.items() if quantas >= MENOR_QUE_SE_ABRE}
    fechadas = sum(quantas for chave, quantas in contas.items() if chave not in abertas)
    while abertas and 0 < fechadas < MENOR_QUE_SE_ABRE:
        fechadas += abertas.pop(min(abertas, key=lambda chave: (abertas[chave], str(chave))))
    return abertas


def em_linhas(partes: Iterable[Parte]) -> Iterator[Linha]:
    """Os mesmos números, um por linha, para planilhas e programas: quadro, linha, coluna e valor."""
    yield ("Quadro", "Linha", "Coluna", "Valor")
    for parte in partes:
        for quadro in parte.quadros:
            for nome, *valores in quadro.linhas:
                for coluna, valor in zip(quadro.colunas[1:], valores, strict=True):
                    yield (quadro.titulo, nome, coluna, valor)
