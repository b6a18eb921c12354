"""A célula que uma planilha executaria: sai daqui como texto, com um apóstrofo na frente, e volta sem ele."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def texto(valor: str) -> str:
    """O texto que nenhuma planilha executa."""
    return f"'{valor}" if valor.startswith(FORMULA) else valor


def como_se_escreveu(celula: str) -> str:
    """O texto de uma célula que saiu daqui, sem o apóstrofo que se pôs."""
    return celula[1:] if celula.startswith("'") and celula[1:].startswith(FORMULA) else celula
