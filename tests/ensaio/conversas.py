"""As conversas do portal durante o ensaio: correntes abertas, e gente a escrever dos dois lados."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.medicao.carga_do_chat import MARCA, Atendendo, Conversando, Medidas, percorrer

ENTRE = 4.0
"""Segundos entre duas mensagens de uma conversa."""


class Conversas:
    """Abertas em `carga.CENARIO`; quem não sabe se a mensagem entrou manda a mesma, com a mesma chave."""

    def __init__(self, porta: int, abertas: list[dict[str, Any]], segundos: float) -> None:
        fora = ThreadPoolExecutor(1)
        atendendo = [_atendendo(um) for um in abertas]
        self._andam = fora.submit(percorrer, porta, atendendo, segundos=segundos, cpu=dict, entre=ENTRE)
        fora.shutdown(wait=False)

    def acabar(self) -> Medidas:
        """Espera que o que se escreveu chegue ao outro lado, ou que se desista de esperar."""
        return self._andam.result()[0]


def contar(medidas: Medidas, gravadas: Iterable[str]) -> dict[str, int]:
    """As mensagens que se mandaram, as que se perderam e as que se dobraram, diante dos textos que ficaram.

    Perdeu-se a que não ficou, e também a que ficou e o outro lado nunca leu.
    """
    marcas = [achada[0] for texto in gravadas if (achada := MARCA.search(texto))]
    mandadas, chegadas = set(medidas.mandadas), set(medidas.chegadas)
    perdidas = mandadas - (set(marcas) & chegadas)
    return {
        "mandadas": len(mandadas),
        "perdidas": len(perdidas),
        "dobradas": len(marcas) - len(set(marcas)),
    }


def _atendendo(um: dict[str, Any]) -> Atendendo:
    return Atendendo(**{**um, "conversas": tuple(Conversando(**esta) for esta in um["conversas"])})
