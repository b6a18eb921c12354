"""As palavras de um texto, e o que a maiúscula de cada uma diz."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documentos.pessoais.lexico import chave

PALAVRA = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
FIM_DE_FRASE = re.compile(r"[.!?…:;\n\"“(•]|^\s*[-–—]")
MUITAS_MAIUSCULAS = 0.6
POUCAS_LETRAS = 12


@dataclass(frozen=True, slots=True)
class Palavra:
    """Uma palavra e o que a sua letra inicial diz."""

    inicio: int
    fim: int
    texto: str
    chave: str
    maiuscula: bool
    """Começa por maiúscula numa linha em que isso distingue."""
    comeca_frase: bool

    @property
    def inicial(self) -> bool:
        """ "J." de "J. Carvalho"."""
        return len(self.texto) == 1 and self.texto.isupper() and self.chave not in {"a", "e", "o"}


def separar(texto: str) -> Iterator[Palavra]:
    """As palavras, linha a linha: a linha que grita não tem maiúsculas."""
    desde = 0
    for linha in texto.splitlines(keepends=True):
        letras = sum(map(str.isalpha, linha))
        grita = letras >= POUCAS_LETRAS and sum(map(str.isupper, linha)) > MUITAS_MAIUSCULAS * letras
        anterior = 0
        for achado in PALAVRA.finditer(linha):
            comeca = not linha[:anterior] or bool(FIM_DE_FRASE.search(linha, anterior, achado.start()))
            palavra = achado[0]
            yield Palavra(
                desde + achado.start(),
                desde + achado.end(),
                palavra,
                chave(palavra),
                palavra[0].isupper() and not grita,
                comeca,
            )
            anterior = achado.end()
        desde += len(linha)
