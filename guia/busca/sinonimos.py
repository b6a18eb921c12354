"""Os sinônimos da busca: o que as pessoas dizem e as palavras que o Guia usa (dados/sinonimos.yaml)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from guia.conteudo.leitura import DADOS, ler_lista

CURINGA = "*"

SEM_SINGULAR = frozenset({"dois", "tres", "seis", "mes"})
"""Acabam em s e não são o plural de nenhuma: “três” não é mais de um “TRE”, nem “mês” mais de um “me”."""


@dataclass(frozen=True, slots=True)
class Sinonimo:
    """Uma expressão de gente, em palavras, e o que ela vale no Guia."""

    quando: tuple[str, ...]
    vale: tuple[str, ...]
    troca: bool


def comeca_em(expressao: tuple[str, ...], palavras: list[str], n: int) -> bool:
    """A expressão, que pode ter o curinga no fim das palavras, está escrita a partir da palavra `n`?"""
    trecho = palavras[n : n + len(expressao)]
    return len(trecho) == len(expressao) and all(map(igual, expressao, trecho))


def igual(modelo: str, palavra: str) -> bool:
    """A palavra é esta, ou o plural dela, ou tem o começo que o curinga pede?"""
    if modelo.endswith(CURINGA):
        return palavra.startswith(modelo[:-1])
    return palavra == modelo or (palavra == modelo + "s" and palavra not in SEM_SINGULAR)


@cache
def todos() -> tuple[Sinonimo, ...]:
    """Todos, os de mais palavras primeiro."""
    achados = [
        Sinonimo(
            quando=tuple(simplificar(expressao).split()),
            vale=tuple(dict.fromkeys(re.findall(r"\w+", " ".join(linha["vale"]).lower()))),
            troca=linha.get("troca", False),
        )
        for linha in ler_lista("sinonimos.yaml", DADOS)
        for expressao in linha["quando"]
    ]
    return tuple(sorted(achados, key=lambda s: -len(s.quando)))


def que_comecam_em(palavra: str) -> list[Sinonimo]:
    """Os que podem estar escritos a partir desta palavra, os de mais palavras primeiro."""
    por_palavra, com_curinga = _indice()
    vistos = {*com_curinga, *por_palavra.get(palavra, ()), *por_palavra.get(palavra.removesuffix("s"), ())}
    return [todos()[n] for n in sorted(vistos)]


@cache
def _indice() -> tuple[dict[str, list[int]], list[int]]:
    """As posições dos sinônimos pela primeira palavra, e as dos que começam por um curinga."""
    por_palavra: dict[str, list[int]] = {}
    com_curinga = []
    for n, sinonimo in enumerate(todos()):
        primeira = sinonimo.quando[0]
        if primeira.endswith(CURINGA):
            com_curinga.append(n)
        else:
            por_palavra.setdefault(primeira, []).append(n)
    return por_palavra, com_curinga


def simplificar(texto: str) -> str:
    """Minúsculas e sem acentos."""
    partes = unicodedata.normalize("NFKD", texto.lower())
    return "".join(letra for letra in partes if not unicodedata.combining(letra))
