"""O protocolo e a chave como se ditam ao telefone: em grupos, um algarismo ou uma letra de cada vez."""

from __future__ import annotations

from protocolo.numero import GRUPO, normalizar

ALGARISMOS = ("zero", "um", "dois", "três", "quatro", "cinco", "meia", "sete", "oito", "nove")
"""O seis se diz meia: ao telefone, seis e três se confundem."""
LETRAS = {
    "A": "A de Ana",
    "C": "C de casa",
    "F": "F de faca",
    "H": "H de hora",
    "J": "J de João",
    "K": "K de Kátia",
    "L": "L de Lua",
    "M": "M de Maria",
    "R": "R de rato",
    "S": "S de sapo",
    "T": "T de tatu",
    "U": "U de uva",
    "V": "V de vaca",
    "W": "W de Wilson",
    "X": "X de xícara",
    "Y": "Y de Yara",
    "Z": "Z de zebra",
}


def numero(protocolo: str) -> list[tuple[str, str]]:
    """Cada grupo, em algarismos e por extenso: `12345` e `um, dois, três, quatro, cinco`."""
    compacto = normalizar(protocolo)
    grupos = [compacto[i : i + GRUPO] for i in range(0, len(compacto), GRUPO)]
    return [(grupo, ", ".join(ALGARISMOS[int(um)] for um in grupo)) for grupo in grupos]


def chave(escrita: str) -> list[tuple[str, str]]:
    """Cada grupo da chave, como se escreve e como se soletra."""
    return [
        (grupo, ", ".join(LETRAS[um] if um in LETRAS else ALGARISMOS[int(um)] for um in grupo))
        for grupo in escrita.split("-")
    ]
