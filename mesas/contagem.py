"""Contar sem percorrer uma tabela grande: o que passa do teto se diz "mais de"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField

if TYPE_CHECKING:
    from django.db.models import QuerySet

TETO = 1000
"""Até onde se conta; daí em diante a página diz "mais de 1.000"."""


def contar_ate(casos: QuerySet[Any, Any], teto: int = TETO) -> Func:
    """Quantos são, sem passar do teto por mais de um, como coluna de outra consulta.

    A ordem dada é a do índice que se quer: sem ela o banco pode preferir ler a tabela inteira.
    """
    primeiros = casos.values("pk")[: teto + 1]
    return Func(ArraySubquery(primeiros), function="CARDINALITY", output_field=IntegerField())
