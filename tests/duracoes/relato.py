"""O relato das durações: quanto custou a rodada, por tipo e por pasta, e os mais lentos."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

MAIS_LENTOS = 50
FASES = ("setup", "call", "teardown")


@dataclass(frozen=True)
class Medida:
    """Segundos de relógio e de CPU da árvore toda; `testes` tem uma linha por teste, com cada fase."""

    relogio: float
    cpu: float
    testes: list[dict[str, Any]]

    def resumo(self) -> str:
        custo = f"{self.relogio:.0f} s de relógio, {self.cpu:.0f} s de CPU de toda a árvore"
        return f"{len(self.testes)} testes, {custo}"


def escrever(medida: Medida) -> str:
    """Em Markdown: o resumo, por tipo, por pasta, por arquivo, e os mais lentos."""
    partes = [f"# Durações\n\n{medida.resumo()}. Abaixo, segundos de relógio com preparo e arrumação.\n"]
    partes += [_tabela("tipo", medida.testes, lambda linha: linha["tipo"])]
    partes += [_tabela("pasta", medida.testes, _pasta)]
    partes += [_tabela("arquivo", medida.testes, _arquivo, MAIS_LENTOS)]
    partes += [_lentos(medida.testes)]
    return "\n".join(partes)


def total(linha: dict[str, Any]) -> float:
    """Os segundos de um teste, do preparo à arrumação."""
    return sum(float(linha.get(fase, 0)) for fase in FASES)


def _arquivo(linha: dict[str, Any]) -> str:
    return str(linha["teste"]).partition("::")[0]


def _pasta(linha: dict[str, Any]) -> str:
    return _arquivo(linha).rpartition("/")[0]


def _tabela(
    nome: str,
    testes: Iterable[dict[str, Any]],
    chave: Callable[[dict[str, Any]], str],
    linhas: int | None = None,
) -> str:
    segundos: defaultdict[str, float] = defaultdict(float)
    quantos = Counter[str]()
    for linha in testes:
        segundos[chave(linha)] += total(linha)
        quantos[chave(linha)] += 1
    maiores = sorted(segundos.items(), key=lambda par: -par[1])[:linhas]
    corpo = [f"| {qual} | {quantos[qual]} | {s:.1f} |" for qual, s in maiores]
    return "\n".join([f"| {nome} | testes | segundos |", "|---|---:|---:|", *corpo, ""])


def _lentos(testes: list[dict[str, Any]]) -> str:
    corpo = [
        f"| `{linha['teste']}` | {linha['tipo']} | {total(linha):.1f} | {linha.get('setup', 0):.1f} |"
        for linha in sorted(testes, key=total, reverse=True)[:MAIS_LENTOS]
    ]
    cabeca = ["| teste | tipo | segundos | dos quais preparo |", "|---|---|---:|---:|"]
    return "\n".join([*cabeca, *corpo, ""])
