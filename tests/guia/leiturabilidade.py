"""O índice de leitura de Flesch para o português: quanto maior, mais fácil de ler.

A conta é a de Martins e outros (1996): 248,835 − 1,015 × palavras por frase − 84,6 × sílabas por
palavra. De 50 a 75, lê quem terminou o ensino fundamental; abaixo de 25, o texto é de faculdade.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LIDOS = ("o_que_e", "quando_solicitar", "publico_alvo", "requisitos", "etapas", "observacoes")
"""Os campos de texto corrido de um serviço."""

_FRASE = re.compile(r"(?<=[.!?])\s+|\n+")
_PALAVRA = re.compile(r"[^\W\d_]+")
_MUDO = re.compile(r"(?<=[gq])u(?=[eiéêí])")
"""O u que não se conta: “guia”, “que”."""

_NASAIS = frozenset({"ão", "ãe", "õe", "ãi"})
_FRACAS = frozenset("iu")


def silabas(palavra: str) -> int:
    """Quantas sílabas tem a palavra: uma por vogal, menos as que fazem ditongo com a anterior."""
    letras = _MUDO.sub("", unicodedata.normalize("NFC", palavra.lower()))
    total, aberta = 0, ""
    for n, letra in enumerate(letras):
        if not _e_vogal(letra):
            aberta = ""
        elif aberta and _ditongo(aberta, letra, letras[n + 1 :]):
            aberta = ""  # a terceira vogal seguida já é de outra sílaba
        else:
            total += 1
            aberta = letra
    return max(total, 1)


def _e_vogal(letra: str) -> bool:
    return unicodedata.normalize("NFD", letra)[0] in "aeiou"


def _ditongo(primeira: str, segunda: str, resto: str) -> bool:
    """ "pai", "meu" e "pão" juntam; "dia", "país", "rainha" e "raiz" separam."""
    if primeira + segunda in _NASAIS:
        return True
    if segunda not in _FRACAS or primeira == segunda:
        return False
    antes_de_nasal = segunda == "i" and resto.startswith("nh")
    final_tonica = segunda in _FRACAS and re.match(r"[rlzm]($|[^aeiou])", resto) is not None
    return not (antes_de_nasal or final_tonica)


def flesch(texto: str) -> float:
    """O índice de um texto com uma palavra ou mais."""
    frases = [frase for frase in _FRASE.split(texto) if _PALAVRA.search(frase)]
    palavras = _PALAVRA.findall(texto)
    return (
        248.835
        - 1.015 * len(palavras) / len(frases)
        - 84.6 * sum(silabas(palavra) for palavra in palavras) / len(palavras)
    )


def do_servico(entrada: Mapping[str, Any]) -> float:
    """O índice dos textos corridos de uma entrada do Guia, tomados juntos."""
    textos = [entrada.get(campo) or "" for campo in LIDOS]
    return flesch("\n".join("\n".join(texto) if isinstance(texto, list) else texto for texto in textos))
