"""O som de uma palavra: duas escritas que se falam quase igual têm a mesma chave."""

from __future__ import annotations

import re
from functools import lru_cache

from guia.busca.sinonimos import simplificar

_REGRAS = (
    (r"[^a-z]", ""),
    ("ph", "f"),
    ("(?<=[aeou])lh", "i"),
    ("lh", "l"),
    ("nh", "n"),
    ("sch|ch", "x"),
    ("h", ""),
    ("gu(?=[ei])|g", "j"),
    ("qu(?=[ei])", "k"),
    ("s?c(?=[ei])|z|ss|s|xc(?=[ei])", "s"),
    ("[cqk]+", "k"),
    ("w", "v"),
    ("y", "i"),
    ("m", "n"),
    (r"l(?![aeiou])", "u"),
    ("ei(?=[aosjnrx])|e", "i"),
    ("ou|o", "u"),
    (r"(.)\1+", r"\1"),
    (r"(?<=.[aiu])[nr]$", ""),
)
"""Na ordem: cada par desfaz uma confusão de quem escreve como fala (x e ch, s e z, c e qu, e e i, l e u…).

“Entulho” soa como “entuio”; depois de i, não: “filho” não é “fio”.
"""

_PRONTAS = [(re.compile(de), para) for de, para in _REGRAS]
_VAGAS = re.compile("[xks]+")
_VOGAL = re.compile("[aeiou]")


@lru_cache(maxsize=20_000)
def som(palavra: str) -> str:
    """A chave da palavra; vazia se ela não tem letras."""
    chave = simplificar(palavra)
    for de, para in _PRONTAS:
        chave = de.sub(para, chave)
    return chave


def som_vago(palavra: str) -> str:
    """O som sem distinguir c, ç, s, x e k: o Guia guarda as palavras sem cedilha, e o x tem quatro sons.

    Vazia na que não tem vogal: ninguém a fala, e é sigla ou bobagem.

    Junta palavras que nada têm uma com a outra: entre elas se escolhe a mais parecida.
    """
    falada = som(palavra)
    return _VAGAS.sub("s", falada) if _VOGAL.search(falada) else ""
