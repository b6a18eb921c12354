"""Como um texto em português vira vetor de busca: sempre pela mesma função do banco, dos dois lados.

`public.guia_normalizar` (migração 0001) põe em minúsculas, tira acentos e desfaz os plurais que
o radical português não desfaz (ões, ães, ais, éis…) e junta os nomes de ação ao verbo (iluminação,
iluminar). Sem ela, metade das buscas se perde.
"""

from __future__ import annotations

from functools import reduce
from operator import add

from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, TextField

CONFIGURACAO = "pg_catalog.portuguese"


def normalizado(campo: str) -> Func:
    """O campo como a busca o lê."""
    return Func(F(campo), function="public.guia_normalizar", output_field=TextField())


def vetor(**pesos: tuple[str, ...]) -> SearchVector:
    """Vetor dos campos, cada grupo com seu peso: `vetor(A=("nome",), D=("texto",))`."""
    partes = [
        SearchVector(*(normalizado(campo) for campo in campos), config=CONFIGURACAO, weight=peso)
        for peso, campos in pesos.items()
    ]
    return reduce(add, partes)
