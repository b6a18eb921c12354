"""Documentos de identificação."""

from __future__ import annotations

import re


def limpar(texto: str) -> str:
    """Só os algarismos."""
    return re.sub(r"\D", "", texto)


def mascarar_cpf(cpf: str) -> str:
    """`***.123.456-**`."""
    numeros = limpar(cpf)
    return f"***.{numeros[3:6]}.{numeros[6:9]}-**" if len(numeros) == 11 else "***"  # noqa: PLR2004
