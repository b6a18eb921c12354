"""O que serve de resposta ao munícipe, e o que não serve (Lei 13.460/2017, art. 5º, XIV)."""

from __future__ import annotations

import re

PALAVRAS_MINIMAS = 4
LETRAS_MINIMAS = 15
MAIOR_SIGLA = 6

CONSELHO = (
    "Escreva uma frase completa que a pessoa entenda: "
    "o que foi feito ou decidido, quando e o que acontece agora."
)


class RespostaInsuficiente(ValueError):
    """A resposta não diz nada a quem vai lê-la."""


def conferir_resposta(texto: str) -> str:
    """Devolve o texto sem espaços nas pontas, ou levanta RespostaInsuficiente com um conselho.

    Recusa o que não é frase: ".", "ok", siglas, só maiúsculas curtas, uma palavra repetida.
    """
    limpo = " ".join(texto.split())
    palavras = re.findall(r"[^\W\d_]{2,}", limpo)
    letras = sum(map(len, palavras))
    if len(palavras) < PALAVRAS_MINIMAS or letras < LETRAS_MINIMAS:
        raise RespostaInsuficiente(f"Esta resposta é curta demais. {CONSELHO}")
    if len({p.lower() for p in palavras}) < PALAVRAS_MINIMAS:
        raise RespostaInsuficiente(f"Esta resposta repete as mesmas palavras. {CONSELHO}")
    if all(p.isupper() for p in palavras) and max(map(len, palavras)) <= MAIOR_SIGLA:
        raise RespostaInsuficiente(f"Esta resposta só tem siglas. {CONSELHO}")
    return texto.strip()
