"""Um trabalhador de cada vez: a vez é uma linha com prazo, renovada enquanto se trabalha.

Não é uma trava da sessão do banco: atrás de um pooler a sessão passa de mão em mão, e a trava que um
trabalhador morto deixasse calaria o canal para sempre. A hora é a do banco, a mesma para todas as máquinas.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from uuid import UUID, uuid4

from django.db.models.functions import Now

from avisos.models import VezDeEntregar

PRAZO = timedelta(minutes=1)
"""Morto quem a tem, o canal espera isto. Um grupo de mensagens leva menos, mesmo com o provedor lento."""
RENOVAR = PRAZO.total_seconds() / 3


class Vez:
    """A vez tomada. Quem trabalha pergunta, entre um passo e outro, se ela `continua`."""

    def __init__(self, qual: str, quem: UUID) -> None:
        self._minha = VezDeEntregar.objects.filter(qual=qual, de_quem=quem)
        self._renovada = time.monotonic()

    def continua(self) -> bool:
        """Renova-a, se já passou um terço do prazo; falso se outro a tomou."""
        if time.monotonic() - self._renovada < RENOVAR:
            return True
        self._renovada = time.monotonic()
        return self._minha.update(vale_ate=Now() + PRAZO) == 1

    def soltar(self) -> None:
        self._minha.update(de_quem=None, vale_ate=Now())


@contextmanager
def tomar(qual: str) -> Iterator[Vez | None]:
    """A vez, ou nada se é de outro e ainda vale."""
    quem = uuid4()
    nunca = VezDeEntregar(qual=qual, vale_ate=Now())
    VezDeEntregar.objects.bulk_create([nunca], ignore_conflicts=True)
    livre = VezDeEntregar.objects.filter(qual=qual, vale_ate__lte=Now())
    if not livre.update(de_quem=quem, vale_ate=Now() + PRAZO):
        yield None
        return
    vez = Vez(qual, quem)
    try:
        yield vez
    finally:
        vez.soltar()


def um_de_cada_vez(rotina: Callable[[], None]) -> Callable[[], None]:
    """A rotina que dois trabalhadores não fazem ao mesmo tempo: o segundo deixa-a a quem já a faz.

    É para a que não escolhe linha a linha pelo estado; com duas agendas, as duas chamam-na no mesmo minuto.
    """

    @wraps(rotina)
    def fazer() -> None:
        with tomar(rotina.__name__) as vez:
            if vez:
                rotina()

    return fazer
