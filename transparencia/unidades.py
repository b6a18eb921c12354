"""A unidade que se mostra: a de uma pessoa só não, porque o que ela fez diria quem o fez (docs/adr/0025)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Q

from roteamento.models import Lotacao, Unidade


def que_se_mostram(de: date, ate: date) -> dict[int, int | None]:
    """Cada unidade → a que se mostra por ela: a de cima, se nestes dias nela serviu uma pessoa só."""
    acima = dict(Unidade.objects.values_list("pk", "superior"))
    nos_dias = Lotacao.objects.filter(Q(ate=None) | Q(ate__gte=de), de__lte=ate)
    quantas = nos_dias.values_list("unidade").annotate(n=Count("usuario", distinct=True)).order_by()
    de_um_so = {unidade for unidade, n in quantas if n == 1}
    return {unidade: _a_mostrar(unidade, acima, de_um_so) for unidade in acima}


def _a_mostrar(unidade: int, acima: dict[int, int | None], de_um_so: Collection[int]) -> int | None:
    vistas: set[int] = set()
    qual: int | None = unidade
    while qual is not None and qual in de_um_so and qual not in vistas:
        vistas.add(qual)
        qual = acima[qual]
    return None if qual in vistas else qual
