"""Quem fere e quem é ferido, no que se escreveu na busca: “me mato”, “ele me mata”, “deixaram um bebê”.

As palavras são as mesmas e a resposta é outra. O pronome e a pessoa do verbo dizem quem é quem; as palavras
estão em dados/quem_fere.yaml. Ver a ADR 0094.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from guia.busca.expressoes import Condicao, condicao
from guia.conteudo.leitura import DADOS
from referencia.tabelas import ler_yaml

ARQUIVO = DADOS / "quem_fere.yaml"
SI, EU, OUTRO, CRIANCA = "si", "eu", "outro", "crianca"
LARGA, ACHA = "larga", "acha"
PERTO = 4
"""A quantas palavras do ato está quem o sofre: “largaram lá fora uma criança”."""
PASSIVA = re.compile(r"[aei]d[oa]s?$")
INFINITIVO = re.compile(r"[aei]r$")
PARA = frozenset(("se", "que", "quando", "porque", "e", "mas"))
"""Onde a oração acaba."""


@dataclass(frozen=True, slots=True)
class Ferida:
    """O que se faz a alguém: onde está escrito, e a resposta que se lhe dá."""

    lugares: frozenset[int]
    resposta: str


def ler(palavras: list[str]) -> list[Ferida]:
    """O que se faz a alguém na frase, e se sabe a quem se chama; o que não se sabe, dizem-no as palavras."""
    return _Frase(palavras).feridas()


class _Frase:
    """As palavras, e onde está cada coisa que quem_fere.yaml conhece."""

    def __init__(self, palavras: list[str]) -> None:
        self.palavras = palavras
        self.onde = {nome: dita.lugares(palavras) for nome, dita in _ditas().items()}
        self.atos = {n: ato for ato in _dados()["atos"] for n in self.onde[f"atos.{ato}"]}

    def feridas(self) -> list[Ferida]:
        lidas = [self._ferida(ato, n) for n, ato in sorted(self.atos.items())]
        return [ferida for ferida in lidas if ferida]

    def _ferida(self, ato: str, n: int) -> Ferida | None:
        ferido, lugares = self._da_crianca(ato, n) if ato in (LARGA, ACHA) else self._ferido(n)
        if not ferido:
            return None
        quem = "" if ato in (LARGA, ACHA) else self._quem(n, min(lugares, default=n), ferido)
        if quem == EU:
            ferido = SI if ferido in (SI, EU) else ""
        for linha in _dados()["respostas"]:
            if ato in linha["ato"] and ferido in linha["ferido"] and quem in linha.get("quem", [quem]):
                sabe_se = ferido == SI or ato in (LARGA, ACHA) or quem
                return Ferida(frozenset({n, *lugares}), linha["resposta"]) if sabe_se else None
        return None

    def _ferido(self, n: int) -> tuple[str, set[int]]:
        """Quem sofre, e onde o diz: o pronome antes do verbo (ou do “dar um”), ou quem vem depois dele."""
        antes = range(n - 1, max(n - 4, -1), -1)
        for lugar in antes:
            if lugar in self.onde["me"]:
                return EU, {lugar}
            if lugar in self.onde["se"] and lugar == n - 1:
                return OUTRO if lugar - 1 in self.onde["varios"] else SI, {lugar}
            if self.palavras[lugar] in PARA:
                break
        if depois := self.onde["eu"] & {n, n + 1, n + 2}:
            return EU, depois
        if PASSIVA.search(self.palavras[n]) and (achado := self._alguem(range(n - 1, max(n - 6, -1), -1))):
            return achado
        return self._alguem(range(n + 1, min(n + 1 + PERTO, len(self.palavras)))) or ("", set())

    def _alguem(self, onde: range) -> tuple[str, set[int]] | None:
        for lugar in onde:
            if self.palavras[lugar] in PARA:
                return None
            if self.palavras[lugar - 1] == "com" and lugar - 1 not in self.atos:
                continue  # “o retrato não bate com ela”
            for ferido in _dados()["ferido"]:
                if lugar in self.onde[f"ferido.{ferido}"]:
                    return ferido, {lugar}
        return None

    def _da_crianca(self, ato: str, n: int) -> tuple[str, set[int]]:
        """A criança largada ou achada na rua; nem o carrinho dela, nem a minha que não a deixaram entrar."""
        perto = (
            range(max(n - PERTO, 0), n) if PASSIVA.search(self.palavras[n]) else range(n + 1, n + 2 + PERTO)
        )
        criancas = self.onde["ferido.crianca"] & {*perto}
        primeira = min(criancas, default=-1)
        de_coisa = primeira - 1 in self.onde["de"] or {primeira - 1, primeira - 2} & self.onde["meu"]
        na_rua = ato == LARGA or any(lugar > min(primeira, n) for lugar in self.onde["na_rua"] - {n})
        return (CRIANCA, criancas) if criancas and na_rua and not de_coisa else ("", set())

    def _quem(self, n: int, comeco: int, ferido: str) -> str:
        """Quem o faz; EU, se é a própria pessoa, e vazio, se não se sabe que é alguém."""
        pessoa = self._pessoa(n, comeco)
        if ferido == SI or pessoa == 1:
            return EU
        antes = {*range(len(self.palavras))} - {n} if PASSIVA.search(self.palavras[n]) else {*range(comeco)}
        depois = {*range(n + 1, len(self.palavras))}
        for onde in (antes, depois):
            achados = [quem for quem in _dados()["quem"] if self.onde[f"quem.{quem}"] & onde]
            if achados:
                return str(achados[0])
        return ""

    def _pessoa(self, n: int, comeco: int) -> int:
        """A pessoa do verbo: 1, 3, ou 0 se nada a diz. O infinitivo sozinho é de quem escreve: “me matar”."""
        for lugar in range(comeco - 1, -1, -1):
            if lugar in self.onde["tanto_faz"]:
                return 3 if {lugar - 1, lugar - 2} & self._terceira else 1
            if lugar in self.onde["primeira"]:
                return 1
            if lugar in self._terceira:
                return 3
        return 1 if INFINITIVO.search(self.palavras[n]) or self.palavras[n] == "mato" else 0

    @property
    def _terceira(self) -> set[int]:
        return self.onde["terceira"].union(*(self.onde[f"quem.{quem}"] for quem in _dados()["quem"]))


@cache
def _dados() -> dict[str, Any]:
    dados: dict[str, Any] = ler_yaml(ARQUIVO)
    return dados


@cache
def _ditas() -> dict[str, Condicao]:
    """As palavras de cada coisa; as de um grupo (“quem.casal”) com o nome dele."""
    listas: dict[str, list[str]] = {}
    for nome, dito in _dados().items():
        if isinstance(dito, dict):
            listas |= {f"{nome}.{um}": palavras for um, palavras in dito.items()}
        elif nome != "respostas":
            listas[nome] = dito
    return {nome: condicao(tuple(palavras), solta=True) for nome, palavras in listas.items()}
