"""O que serve de resposta ao munícipe, e o que não serve (Lei 13.460/2017, art. 5º, XIV)."""

from __future__ import annotations

import re
from dataclasses import dataclass

PALAVRAS_MINIMAS = 4
LETRAS_MINIMAS = 15
MAIOR_SIGLA = 6


@dataclass(frozen=True, slots=True)
class Escrito:
    """O que se escreve num campo, para a recusa falar dele: "Este motivo é curto demais. Escreva…"."""

    este: str
    curto: str
    conselho: str


CONSELHO = (
    "Escreva uma frase completa que a pessoa entenda: "
    "o que foi feito ou decidido, quando e o que acontece agora."
)
RESPOSTA = Escrito("Esta resposta", "curta", CONSELHO)
MOTIVO = Escrito("Este motivo", "curto", "Diga, numa frase completa, o que levou a isto.")
PERGUNTA = Escrito("Esta pergunta", "curta", "Diga, numa frase completa, o que é preciso saber.")
EXPLICACAO = Escrito("Esta explicação", "curta", CONSELHO)
RECADO = Escrito("Este texto", "curto", "Escreva uma frase completa, que se entenda sozinha.")


class RespostaInsuficiente(ValueError):
    """A resposta não diz nada a quem vai lê-la."""


def conferir_resposta(texto: str, escrito: Escrito = RESPOSTA) -> str:
    """Devolve o texto sem espaços nas pontas, ou levanta RespostaInsuficiente com um conselho.

    Recusa o que não é frase: ".", "ok", siglas, só maiúsculas curtas, uma palavra repetida. `escrito` diz o
    que ele é, para a recusa de um motivo não falar de uma resposta.
    """
    limpo = " ".join(texto.split())
    palavras = re.findall(r"[^\W\d_]{2,}", limpo)
    letras = sum(map(len, palavras))
    if len(palavras) < PALAVRAS_MINIMAS or letras < LETRAS_MINIMAS:
        raise RespostaInsuficiente(f"{escrito.este} é {escrito.curto} demais. {escrito.conselho}")
    if len({p.lower() for p in palavras}) < PALAVRAS_MINIMAS:
        raise RespostaInsuficiente(f"{escrito.este} repete as mesmas palavras. {escrito.conselho}")
    if all(p.isupper() for p in palavras) and max(map(len, palavras)) <= MAIOR_SIGLA:
        raise RespostaInsuficiente(f"{escrito.este} só tem siglas. {escrito.conselho}")
    return texto.strip()
