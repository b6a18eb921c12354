"""O JSON que outro programa manda ao portal: lido até um tamanho e um fundo, ou recusado por inteiro."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from django.http import HttpRequest

SOLTA = re.compile("[\ud800-\udfff]")
"""A metade de um par de UTF-16: o banco não a guarda."""
MAIS_FUNDO = 20
"""Listas e objetos uns dentro dos outros."""


class NaoSeEntende(ValueError):
    """O corpo não tem a forma combinada: responde-se 400, com a razão, e nada se grava."""


class GrandeDemais(NaoSeEntende):
    """O corpo passa do limite, e nem se leu até o fim."""


def corpo_ate(request: HttpRequest, maior: int) -> bytes:
    """O corpo, se não passa de `maior` bytes. Levanta GrandeDemais."""
    corpo = request.read(maior + 1)
    if len(corpo) > maior:
        raise GrandeDemais(f"o corpo tem mais de {maior} bytes")
    return corpo


def objeto(corpo: bytes) -> dict[str, Any]:
    """O objeto que se leu, só com texto que o banco guarda e números que existem. Levanta NaoSeEntende."""
    try:
        dito = json.loads(corpo)
    except (ValueError, RecursionError):
        raise NaoSeEntende("o corpo não é JSON") from None
    if not isinstance(dito, dict):
        raise NaoSeEntende("o corpo não é um objeto JSON")
    _conferir(dito, MAIS_FUNDO)
    return dito


def _conferir(valor: Any, fundo: int) -> None:
    """Confere o que está dentro, até `fundo` listas ou objetos."""
    if isinstance(valor, dict):
        dentro = [*valor.keys(), *valor.values()]
    elif isinstance(valor, list):
        dentro = valor
    else:
        return _conferir_um(valor)
    if not fundo:
        raise NaoSeEntende(f"o corpo tem mais de {MAIS_FUNDO} listas ou objetos uns dentro dos outros")
    for um in dentro:
        _conferir(um, fundo - 1)
    return None


def _conferir_um(valor: Any) -> None:
    if isinstance(valor, str) and ("\0" in valor or SOLTA.search(valor)):
        raise NaoSeEntende("o corpo tem letras que não existem")
    if isinstance(valor, float) and not math.isfinite(valor):
        raise NaoSeEntende("o corpo tem um número que não existe")
