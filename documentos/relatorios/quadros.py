"""Como os números de um relatório se arrumam: partes, quadros, linhas. Nada aqui lê o banco."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

SEM_NUMERO = "–"
NAO_SE_ABRE = "não se abre"
QUANTOS = "Quantos"
"""A coluna de uma contagem de pedidos ou de recursos; a de manifestações diz "Quantas"."""

type Celula = str | int | float
type Linha = tuple[Celula, ...]
type Colunas = Mapping[str, str | Callable[[Mapping[str, Any]], Celula]]
"""O nome de cada coluna → a chave da conta que ela mostra, ou como se tira da conta."""


@dataclass(frozen=True, slots=True)
class Quadro:
    """Uma tabela: a primeira coluna diz de que é a linha. `nota` é o que é preciso saber para a ler."""

    titulo: str
    colunas: tuple[str, ...]
    linhas: tuple[Linha, ...]
    nota: str = ""


@dataclass(frozen=True, slots=True)
class ParteDoRelatorio:
    """Um título do relatório e os seus quadros."""

    titulo: str
    quadros: tuple[Quadro, ...]


@dataclass(frozen=True, slots=True)
class Numeros[R]:
    """Tudo o que o relatório de um ano mostra, e quando se contou; `resumo` é o que se lê primeiro."""

    ano: int
    em: datetime
    resumo: R
    partes: tuple[ParteDoRelatorio, ...]

    @property
    def acabou(self) -> bool:
        """O ano já terminou quando se contou."""
        return timezone.localdate(self.em).year > self.ano


def contagem(
    titulo: str, coluna: str, contadas: Iterable[tuple[str, int]], *, nota: str = "", conta: str = "Quantas"
) -> Quadro:
    """Um quadro de uma conta só, com a parte de cada linha no total."""
    pares = tuple(contadas)
    total = sum(quantas for _, quantas in pares)
    linhas = tuple((nome, quantas, por_cento(quantas, total)) for nome, quantas in pares)
    return Quadro(titulo, (coluna, conta, "Parte do total"), linhas, nota)


def das_escolhas(
    escolhas: Iterable[TextChoices], contas: Mapping[str, int], *, so_contadas: bool = False
) -> list[tuple[str, int]]:
    """O nome de cada escolha e quantas houve, na ordem delas; sem as de zero se `so_contadas`."""
    pares = [(escolha.label, contas.get(escolha, 0)) for escolha in escolhas]
    return [(nome, quantas) for nome, quantas in pares if quantas or not so_contadas]


def tabela(titulo: str, colunas: Colunas, contas: Iterable[Mapping[str, Any]], nota: str = "") -> Quadro:
    """Uma linha por conta, com o que cada coluna diz dela."""

    def celula(conta: Mapping[str, Any], de: str | Callable[[Mapping[str, Any]], Celula]) -> Celula:
        return conta[de] if isinstance(de, str) else de(conta)

    linhas = tuple(tuple(celula(conta, de) for de in colunas.values()) for conta in contas)
    return Quadro(titulo, tuple(colunas), linhas, nota)


def cruzada[L: Hashable, C: Hashable](
    titulo: str,
    coluna: str,
    contas: Mapping[L, Counter[C]],
    *,
    linhas: Mapping[L, str],
    colunas: Mapping[C, str],
) -> Quadro:
    """Quantos em cada linha e coluna, e o total da linha; primeiro as de mais."""
    totais = {chave: conta.total() for chave, conta in contas.items()}
    feitas: tuple[Linha, ...] = tuple(
        (linhas[chave], *(contas[chave][qual] for qual in colunas), totais[chave])
        for chave in sorted(totais, key=lambda chave: (-totais[chave], linhas[chave]))
    )
    return Quadro(titulo, (coluna, *colunas.values(), "Total"), feitas)


def em_dias(tempo: timedelta | None) -> Celula:
    """Em dias do calendário, com uma casa; um traço quando não há de quê."""
    return SEM_NUMERO if tempo is None else round(tempo / timedelta(days=1), 1)


def por_cento(parte: int, todo: int) -> str:
    """ "37%"; um traço quando não há de quê."""
    return f"{round(100 * parte / todo)}%" if todo else SEM_NUMERO


def em_linhas(partes: Iterable[ParteDoRelatorio]) -> Iterator[Linha]:
    """Os números do relatório, um por linha, para planilhas e programas: quadro, linha, coluna e valor."""
    yield ("Quadro", "Linha", "Coluna", "Valor")
    for parte in partes:
        for quadro in parte.quadros:
            for nome, *valores in quadro.linhas:
                for coluna, valor in zip(quadro.colunas[1:], valores, strict=True):
                    yield (quadro.titulo, nome, coluna, valor)
