"""O que se escreve na busca e não é de um serviço: leva à porta certa (dados/encaminhamentos.yaml).

O Guia não conhece as outras casas: de cada porta só sabe o nome do endereço.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from contas.referencia import ler_yaml
from guia.busca.ordem import MAIOR_BUSCA, SEM_PESO
from guia.busca.sinonimos import comeca_em, simplificar
from guia.conteudo.leitura import DADOS

ARQUIVO = DADOS / "encaminhamentos.yaml"

type Expressao = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Porta:
    """Outra porta da Prefeitura: o nome, o nome do endereço dela e por que ir lá."""

    nome: str
    pagina: str
    porque: str


@dataclass(frozen=True, slots=True)
class Regra:
    """O que se escreve e as portas a que leva; as expressões estão em palavras, sem acento."""

    portas: tuple[Porta, ...]
    quando: tuple[Expressao, ...]
    so_isto: frozenset[Expressao]
    a_nao_ser: tuple[Expressao, ...]

    def cabe(self, palavras: list[str]) -> bool:
        """Uma das expressões está escrita, e não como parte de outra que é de um serviço."""
        if tuple(palavra for palavra in palavras if palavra not in SEM_PESO) in self.so_isto:
            return True
        de_servico = _posicoes(self.a_nao_ser, palavras)
        return any(
            comeca_em(expressao, palavras, n) and not de_servico & {*range(n, n + len(expressao))}
            for n in range(len(palavras))
            for expressao in self.quando
        )


def _posicoes(expressoes: Iterable[Expressao], palavras: list[str]) -> set[int]:
    """As posições das palavras que fazem parte de uma das expressões."""
    return {
        posicao
        for expressao in expressoes
        for n in range(len(palavras))
        if comeca_em(expressao, palavras, n)
        for posicao in range(n, n + len(expressao))
    }


def portas(texto: str) -> list[Porta]:
    """As portas que respondem ao que se escreveu, a mais certa primeiro, sem repetir."""
    palavras = re.findall(r"[^\W_]+", simplificar(texto[:MAIOR_BUSCA]))
    achadas = [porta for regra in regras() if regra.cabe(palavras) for porta in regra.portas]
    return list(dict.fromkeys(achadas))


@cache
def regras() -> tuple[Regra, ...]:
    """As regras do arquivo, na ordem. Levanta KeyError se uma fala de uma porta que não há."""
    dados = ler_yaml(ARQUIVO)
    ditas = {chave: Porta(**campos) for chave, campos in dados["portas"].items()}
    return tuple(
        Regra(
            portas=tuple(ditas[chave] for chave in regra["portas"]),
            quando=_em_palavras(regra["quando"]),
            so_isto=frozenset(_em_palavras(regra.get("so_isto", []))),
            a_nao_ser=_em_palavras(regra.get("a_nao_ser", [])),
        )
        for regra in dados["regras"]
    )


def _em_palavras(expressoes: Iterable[str]) -> tuple[Expressao, ...]:
    return tuple(tuple(simplificar(expressao).split()) for expressao in expressoes)
