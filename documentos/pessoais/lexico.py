"""As palavras que se conhecem: prenomes, sobrenomes, órgãos, lugares e a língua comum.

Os arquivos de `dados/` são deste projeto. Compara-se sem acento, sem letra dobrada e com as grafias que os
prenomes brasileiros trocam entre si (y/i, ph/f, w/v, th/t, k/c, z/s).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DADOS = Path(__file__).parent / "dados"
MENOR_SOM = 4
"""Palavra mais curta que isto só se compara letra a letra."""
DIMINUTIVO = re.compile(r"z?inh[oa]s?$")
TERMINACOES = re.compile(
    r"(?:[a-z]{2}(?:erson|elson|ilson|alson|ilton|elton|ailton|gleidson|isson|eidson|mison)"
    r"|[a-z]{2}(?:cleide|neide|cleia|ilene|lene|iane|ielle|iely|ielly|ildete|inete|ivete|ineia|ivania)"
    r"|[a-z]{2}(?:ivaldo|ivalda|inaldo|inalda|onaldo|ivan|enildo|enilda|onildo|onilda|inilda|ivanildo)"
    r"|[a-z]{2}(?:ricleiton|cleiton|uelison|vander|lucio|josé))$"
)
"""Os finais com que se inventam prenomes no Brasil, e com que quase nenhuma palavra comum acaba."""
NAO_SAO = frozenset({"diane", "membrane", "imune", "higiene"})
ESTRANGEIRO = re.compile(
    r"(?:[a-z]{3}(?:ini|etti|etto|elli|ello|oni|onni|iello|ucci|acci|owski|ewski|ski|sky|mann|berg"
    r"|stein|sson|vic|vich|enko))$"
    r"|[kw][a-z]{3}|[a-z]{2}[kw][a-z]|[a-z]{3}[ckz]k$|sch|tz$|eira$|ez$"
)
"""Como soam os sobrenomes que não vieram de Portugal."""


def chave(palavra: str) -> str:
    """Minúsculas e sem acento."""
    decomposta = unicodedata.normalize("NFD", palavra.lower())
    return "".join(letra for letra in decomposta if not unicodedata.combining(letra))


_SONS = (("ph", "f"), ("th", "t"), ("sh", "x"), ("ch", "x"), ("ck", "c"), ("qu", "c"))
_LETRAS = str.maketrans({"y": "i", "w": "v", "k": "c", "z": "s", "ç": "s", "j": "g"})


def som(palavra: str) -> str:
    """Como a palavra soa, para que Thiago, Tiago e Tyago sejam o mesmo."""
    texto = chave(palavra).removeprefix("h")
    for escrito, soa in _SONS:
        texto = texto.replace(escrito, soa)
    texto = re.sub(r"(.)\1+", r"\1", texto.translate(_LETRAS))
    return re.sub(r"h", "", texto)


@dataclass(frozen=True, slots=True)
class Lexico:
    """Tudo o que se carregou, por chave e por som."""

    prenomes: frozenset[str]
    sons: frozenset[str]
    fracos: frozenset[str]
    """Prenomes que também são palavras: "rosa", "vitória"."""
    sobrenomes: frozenset[str]
    sons_de_sobrenome: frozenset[str]
    comuns: frozenset[str]
    orgaos: frozenset[str]
    lugares: frozenset[tuple[str, ...]]
    maior_lugar: int

    def prenome(self, palavra: str) -> bool:
        """Um prenome que não é outra coisa na língua."""
        escrita = chave(palavra)
        if escrita in self.prenomes:
            return True
        if escrita in self.comuns or escrita in self.fracos or escrita in self.orgaos:
            return False
        if len(escrita) >= MENOR_SOM and som(escrita) in self.sons and escrita not in self.sobrenomes:
            return True
        return self._inventado(escrita)

    def _inventado(self, escrita: str) -> bool:
        """Diminutivo de um prenome ("Robertinho") ou feito com os finais de costume ("Edicleide")."""
        raiz, vezes = DIMINUTIVO.subn("", escrita)
        if vezes and len(raiz) >= MENOR_SOM - 1:
            return any(raiz + fim in self.prenomes for fim in ("", "o", "a", "e", "os", "is"))
        return escrita not in NAO_SAO and bool(TERMINACOES.match(escrita) or TERMINACOES.search(escrita))

    def fraco(self, palavra: str) -> bool:
        return chave(palavra) in self.fracos

    def sobrenome(self, palavra: str) -> bool:
        escrita = chave(palavra)
        return escrita in self.sobrenomes or (
            len(escrita) > MENOR_SOM and escrita not in self.comuns and som(escrita) in self.sons_de_sobrenome
        )

    def comum(self, palavra: str) -> bool:
        """Palavra da língua, de órgão ou de coisa: não é de gente."""
        escrita = chave(palavra)
        return escrita in self.comuns or escrita in self.orgaos

    def orgao(self, palavra: str) -> bool:
        return chave(palavra) in self.orgaos


def _palavras(arquivo: str) -> list[str]:
    linhas = (DADOS / arquivo).read_text(encoding="utf-8").splitlines()
    return [palavra for linha in linhas if not linha.startswith("#") for palavra in linha.split()]


@cache
def conjunto(arquivo: str) -> frozenset[str]:
    """As palavras de um arquivo, por chave."""
    return frozenset(chave(palavra) for palavra in _palavras(arquivo))


@cache
def lexico() -> Lexico:
    """Os arquivos, lidos uma vez."""
    todos = _palavras("prenomes.txt")
    fracos = frozenset(chave(p.rstrip("*")) for p in todos if p.endswith("*"))
    prenomes = frozenset(chave(p) for p in todos if not p.endswith("*")) - fracos
    sobrenomes = frozenset(chave(p) for p in _palavras("sobrenomes.txt"))
    comuns = frozenset(chave(p) for p in _palavras("comuns.txt")) - prenomes
    linhas = (DADOS / "lugares.txt").read_text(encoding="utf-8").splitlines()
    lugares = frozenset(
        tuple(chave(p) for p in re.findall(r"\w+", linha)) for linha in linhas if not linha.startswith("#")
    )
    return Lexico(
        prenomes=prenomes,
        sons=frozenset(som(p) for p in prenomes if len(p) >= MENOR_SOM) - {som(p) for p in comuns},
        fracos=fracos,
        sobrenomes=sobrenomes,
        sons_de_sobrenome=frozenset(som(p) for p in sobrenomes if len(p) > MENOR_SOM),
        comuns=comuns,
        orgaos=frozenset(chave(p.rstrip("*")) for p in _palavras("orgaos.txt")),
        lugares=lugares,
        maior_lugar=max(len(lugar) for lugar in lugares),
    )
