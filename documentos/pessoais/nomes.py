"""Nomes de gente: uma passada pelas palavras, da esquerda para a direita.

Um nome começa por um título ("dona", "o fiscal"), uma apresentação ("meu nome é"), um prenome conhecido ou
uma sequência com maiúsculas que não é de órgão, rua ou lugar; e vai até onde as palavras continuam a ser de
nome. Na linha em CAIXA ALTA a maiúscula não diz nada, e só valem as palavras conhecidas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documentos.pessoais.apelidos import apelidos
from documentos.pessoais.lexico import ESTRANGEIRO, Lexico, conjunto, lexico
from documentos.pessoais.marcas import Marca, Tipo
from documentos.pessoais.palavras import Palavra, separar

SO_ESPACO = re.compile(r"[ \t\u00a0]{1,3}")
DE_ABREVIATURA = re.compile(r"\.?[ \t\u00a0]{0,2}")
MAIOR_NOME = 9
MAIS_APRESENTADAS = 6

PARTICULAS = frozenset({"da", "de", "do", "das", "dos", "di", "del", "von", "van", "della", "e"})
FINAIS = frozenset({"filho", "neto", "junior", "jr", "sobrinho"})
TRATAMENTOS = conjunto("tratamentos.txt")
FUNCOES = conjunto("funcoes.txt")
VIAS = conjunto("lugares_comuns.txt")
DE_LUGAR = frozenset({"na", "no", "em", "nas", "nos", "ate", "pela", "pelo"})
VERBOS_DE_GENTE = conjunto("verbos.txt")
APRESENTACAO = re.compile(
    r"(?:\b(?:me chamo|(?:se )?chama(?:m|va)?(?:-se)?|chamad[oa]s?|(?:meu|seu|cujo"
    r"|o) nome (?:completo )?(?:é|eh|e|era|dele é|dela é)|nome (?:dele|dela)(?: é| eh)?|"
    r"nome(?: completo)?[ ]?[:\-]|de nome|pelo nome(?: de)?|por nome|vulgo|apelid(?:o|ad[oa])(?: de"
    r"| é|:)?|conhecid[oa] (?:como|por|pelo nome de)|"
    r"alcunha(?: de)?|assinad[oa](?: por)?[ ]?:?|ass[.:]|atende(?:m)? por|(?:eu )?sou (?:o|a)"
    r"|falei com (?:o|a)?|tal de|tal do|tal da|respons[aá]vel[ ]?:|"
    r"denunciad[oa][ ]?:|denunciante[ ]?:|testemunhas?[ ]?:|servidora?[ ]?:|solicitante[ ]?:"
    r"|v[ií]tima[ ]?:|att[.,]*|atenciosamente[,.]?|"
    r"grat[oa][,.])\s{0,2})",
    re.IGNORECASE,
)
SEGURAS = re.compile(r"chamo|nome|vulgo|apelid|conhecid|alcunha|chamad|ass|denunci|testem|:", re.IGNORECASE)


def nomes(texto: str, ocupado: bytearray) -> Iterator[Marca]:
    """Os nomes do texto; `ocupado` diz os trechos que já são outra coisa."""
    yield from apelidos(texto)
    palavras = [p for p in separar(texto) if not ocupado[p.inicio]]
    leitor = Leitor(texto, palavras, lexico(), _apresentadas(texto))
    i = 0
    while i < len(palavras):
        inicio, fim = leitor.em(i)
        if fim > inicio >= 0:
            yield Marca(palavras[inicio].inicio, palavras[fim - 1].fim, Tipo.NOME)
        i = max(fim, i + 1)


def _apresentadas(texto: str) -> dict[int, bool]:
    """Onde acaba cada "meu nome é…": o que vem a seguir é um nome; verdadeiro se mesmo em minúsculas."""
    return {achado.end(): bool(SEGURAS.search(achado[0])) for achado in APRESENTACAO.finditer(texto)}


@dataclass(frozen=True, slots=True)
class Leitor:
    """Diz o nome que começa numa palavra: (primeira, depois da última); ou (-1, de onde continuar)."""

    texto: str
    palavras: list[Palavra]
    lexico: Lexico
    apresentadas: dict[int, bool]

    def em(self, i: int) -> tuple[int, int]:
        palavra = self.palavras[i]
        if palavra.inicio in self.apresentadas and (
            fim := self._apresentada(i, self.apresentadas[palavra.inicio])
        ):
            return i, fim
        if fim := self._lugar(i):
            return -1, fim
        if palavra.chave in TRATAMENTOS or palavra.chave in FUNCOES:
            j = self._depois_do_titulo(i)
            return (j, self._ate(j)) if j else (-1, i + 1)
        if self._comeca_nome(i):
            return i, self._ate(i)
        return -1, i + 1

    # --- vizinhança ---------------------------------------------------------------------

    def _entre(self, i: int) -> str:
        """O que há entre a palavra i e a seguinte."""
        if i + 1 >= len(self.palavras):
            return "\n"
        return self.texto[self.palavras[i].fim : self.palavras[i + 1].inicio]

    def _seguida(self, i: int) -> bool:
        """A palavra seguinte vem logo depois, na mesma linha."""
        entre = self._entre(i)
        if SO_ESPACO.fullmatch(entre):
            return True
        abreviada = self.palavras[i].inicial or self.palavras[i].chave in TRATAMENTOS
        return abreviada and bool(DE_ABREVIATURA.fullmatch(entre)) and "\n" not in entre

    def _anterior(self, i: int) -> str:
        """A chave da palavra que vem antes, colada por espaço; vazia no começo de frase."""
        return self.palavras[i - 1].chave if i and SO_ESPACO.fullmatch(self._entre(i - 1)) else ""

    # --- lugares ------------------------------------------------------------------------

    def _lugar(self, i: int) -> int:
        """Onde acaba a rua, o bairro ou o órgão que começa aqui; 0 se não começa."""
        palavra = self.palavras[i]
        if palavra.chave in VIAS and (
            palavra.maiuscula or palavra.chave not in {"r", "al", "sao", "santa", "santo", "nossa"}
        ):
            fim = self._nome_do_lugar(i)
            if fim > i + 1:
                return fim
        for tamanho in range(self.lexico.maior_lugar, 0, -1):
            trecho = self.palavras[i : i + tamanho]
            if tuple(p.chave for p in trecho) in self.lexico.lugares and self._vale_como_lugar(i, trecho):
                return i + tamanho
        return 0

    def _vale_como_lugar(self, i: int, trecho: list[Palavra]) -> bool:
        """Uma palavra só, que também é prenome ou sobrenome, é lugar depois de "na", "em"…"""
        if len(trecho) > 1:
            fim = i + len(trecho)
            segue = fim < len(self.palavras) and self._seguida(fim - 1) and self.palavras[fim].maiuscula
            return not (segue and self.lexico.sobrenome(self.palavras[fim].texto))
        sozinha = trecho[0].texto
        de_gente = (
            self.lexico.prenome(sozinha) or self.lexico.sobrenome(sozinha) or self.lexico.fraco(sozinha)
        )
        return not de_gente or self._anterior(i) in DE_LUGAR

    def _nome_do_lugar(self, i: int) -> int:
        """Depois de "rua", "escola", "lei": tudo o que tem cara de nome é dela."""
        j = i + 1
        while j < len(self.palavras) and j - i < MAIOR_NOME and self._seguida(j - 1):
            palavra = self.palavras[j]
            liga = palavra.chave in PARTICULAS and j + 1 < len(self.palavras) and self._seguida(j)
            if liga and not self._de_lugar(self.palavras[j + 1]):
                break
            if not liga and not self._de_lugar(palavra):
                break
            j += 1
        return j

    def _de_lugar(self, palavra: Palavra) -> bool:
        if palavra.chave in FUNCOES and not palavra.maiuscula:
            return False
        return (
            palavra.maiuscula
            or palavra.inicial
            or palavra.chave in TRATAMENTOS
            or palavra.chave in VIAS
            or self.lexico.prenome(palavra.texto)
            or self.lexico.sobrenome(palavra.texto)
        )

    # --- começo de nome -----------------------------------------------------------------

    def _apresentada(self, i: int, segura: bool) -> int:  # noqa: FBT001
        """As palavras que vêm depois de "meu nome é" e não são da língua comum."""
        j = i
        while j < len(self.palavras) and j - i < MAIS_APRESENTADAS and (j == i or self._seguida(j - 1)):
            palavra = self.palavras[j]
            if (
                palavra.chave in PARTICULAS
                and j > i
                and j + 1 < len(self.palavras)
                and self._de_nome(self.palavras[j + 1], segura)
            ):
                j += 1
                continue
            if not self._de_nome(palavra, segura) or (palavra.chave in PARTICULAS):
                break
            j += 1
        if j == i and self.palavras[i].chave in TRATAMENTOS | FUNCOES | {"o", "a"}:
            return 0
        return self._ate(j - 1) if j > i else 0

    def _de_nome(self, palavra: Palavra, segura: bool) -> bool:  # noqa: FBT001
        conhecida = self.lexico.prenome(palavra.texto) or self.lexico.fraco(palavra.texto)
        if conhecida or palavra.inicial:
            return True
        if (
            self.lexico.comum(palavra.texto)
            or palavra.chave in TRATAMENTOS
            or palavra.chave in FUNCOES
            or palavra.chave in VIAS
        ):
            return False
        return segura or palavra.maiuscula or self.lexico.sobrenome(palavra.texto)

    def _depois_do_titulo(self, i: int) -> int:
        """A palavra em que o nome começa depois do título; 0 se não há um."""
        titulo, j = self.palavras[i], i + 1
        if j >= len(self.palavras) or not self._seguida(i):
            return 0
        palavra = self.palavras[j]
        if palavra.chave in TRATAMENTOS or palavra.chave in FUNCOES:
            return self._depois_do_titulo(j)
        if self.lexico.prenome(palavra.texto) or palavra.inicial:
            return j
        if self.lexico.comum(palavra.texto) and not self.lexico.fraco(palavra.texto):
            return 0
        if palavra.maiuscula and not palavra.texto.isupper():
            return 0 if palavra.chave in VIAS else j
        forte = titulo.chave in TRATAMENTOS and titulo.chave not in {
            "seu",
            "d",
            "tio",
            "tia",
            "cap",
            "ten",
            "professor",
            "professora",
        }
        sabida = self.lexico.fraco(palavra.texto) or self.lexico.sobrenome(palavra.texto)
        return j if (forte and palavra.chave not in VIAS) or (sabida and titulo.chave in TRATAMENTOS) else 0

    def _comeca_nome(self, i: int) -> bool:
        palavra = self.palavras[i]
        if self.lexico.prenome(palavra.texto):
            return True
        if palavra.chave in VIAS:
            return False
        if self.lexico.fraco(palavra.texto):
            return self._fraco(i)
        if not palavra.maiuscula and not palavra.inicial:
            return False
        if palavra.inicial:
            return self._inicial(i)
        return not self.lexico.comum(palavra.texto) and self._com_maiuscula(i)

    def _fraco(self, i: int) -> bool:
        """ "rosa" só é gente com sobrenome a seguir, ou com maiúscula fora do começo da frase."""
        palavra = self.palavras[i]
        if self._sobrenome_a_seguir(i):
            return True
        if not palavra.maiuscula:
            return False
        if not palavra.comeca_frase:
            return True
        return (
            i + 1 < len(self.palavras) and self._seguida(i) and self.palavras[i + 1].chave in VERBOS_DE_GENTE
        )

    def _sobrenome_a_seguir(self, i: int) -> bool:
        j = i + 1
        if j < len(self.palavras) and self._seguida(i) and self.palavras[j].chave in PARTICULAS - {"e"}:
            j += 1
        if j >= len(self.palavras) or not self._seguida(j - 1):
            return False
        palavra = self.palavras[j]
        colada = j == i + 1 or palavra.maiuscula or self.palavras[i].maiuscula
        return colada and self.lexico.sobrenome(palavra.texto) and not self.lexico.comum(palavra.texto)

    def _inicial(self, i: int) -> bool:
        """ "J. Carvalho", "M. S. Pereira"."""
        j = i + 1
        while j < len(self.palavras) and self.palavras[j].inicial and self._seguida(j - 1):
            j += 1
        if j >= len(self.palavras) or not self._seguida(j - 1):
            return False
        return self.lexico.sobrenome(self.palavras[j].texto) and self.palavras[j].maiuscula

    def _com_maiuscula(self, i: int) -> bool:
        """Palavra desconhecida com maiúscula: nome, se outra de nome a segue ou se um artigo a apresenta."""
        palavra = self.palavras[i]
        sobrenome = self.lexico.sobrenome(palavra.texto)
        if palavra.texto.isupper() and not sobrenome:
            return False
        segue = i + 1 < len(self.palavras) and self._seguida(i)
        if segue and self._continua(i + 1) and not (palavra.comeca_frase and not self._nomeia(i)):
            return True
        if palavra.comeca_frase:
            return sobrenome and segue and self.palavras[i + 1].chave in VERBOS_DE_GENTE
        return self._anterior(i) not in DE_LUGAR

    def _nomeia(self, i: int) -> bool:
        """No começo da frase, a primeira palavra só conta se ela ou a seguinte é conhecida."""
        seguinte = self.palavras[i + 1].texto
        return any(self.lexico.sobrenome(p) for p in (self.palavras[i].texto, seguinte))

    # --- fim de nome --------------------------------------------------------------------

    def _ate(self, i: int) -> int:
        """Depois da última palavra do nome que começa em i."""
        j = i + 1
        while j < len(self.palavras) and j - i < MAIOR_NOME and self._seguida(j - 1):
            palavra = self.palavras[j]
            if palavra.chave in PARTICULAS and palavra.chave != "e":
                if (
                    j + 1 >= len(self.palavras)
                    or not self._seguida(j)
                    or not self._continua(j + 1, depois_de_particula=True)
                ):
                    break
                j += 2
            elif self._continua(j):
                j += 1
            else:
                break
        return j

    def _continua(self, i: int, *, depois_de_particula: bool = False) -> bool:
        """Esta palavra ainda é do nome."""
        palavra = self.palavras[i]
        if palavra.chave in FINAIS and not depois_de_particula:
            return palavra.maiuscula or palavra.chave not in FUNCOES
        if palavra.maiuscula:
            return not self._para(palavra)
        if self.lexico.prenome(palavra.texto) and not depois_de_particula:
            return True
        if palavra.inicial:
            return True
        if self.lexico.sobrenome(palavra.texto):
            return True
        return (
            not self.lexico.comum(palavra.texto)
            and palavra.chave not in FUNCOES
            and bool(ESTRANGEIRO.search(palavra.chave))
        )

    def _para(self, palavra: Palavra) -> bool:
        """Com maiúscula, mas já não é do nome: órgão, sigla, título, via."""
        if self.lexico.sobrenome(palavra.texto) or self.lexico.prenome(palavra.texto):
            return False
        if palavra.inicial:
            return False
        sigla = palavra.texto.isupper() and len(palavra.texto) > 1
        return sigla or self.lexico.comum(palavra.texto) or palavra.chave in VIAS | TRATAMENTOS | FUNCOES
