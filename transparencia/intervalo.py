"""O intervalo de confiança de uma proporção: entre que valores ela está, com noventa e cinco por cento."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959964


def wilson(sim: int, todos: int) -> tuple[float, float]:
    """O intervalo de Wilson, de 0 a 1: serve também a poucos casos e às pontas. Sem casos, ValueError."""
    if not 0 <= sim <= todos or not todos:
        frase = f"{sim} de {todos} não é uma proporção."
        raise ValueError(frase)
    parte, z2 = sim / todos, Z_95**2
    meio = (parte + z2 / (2 * todos)) / (1 + z2 / todos)
    folga = Z_95 * sqrt(parte * (1 - parte) / todos + z2 / (4 * todos**2)) / (1 + z2 / todos)
    return max(0.0, meio - folga), min(1.0, meio + folga)
