"""Quanto um filho que morreu espera para voltar, e quando já não vale a pena."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

JANELA = 60.0
"""Segundos em que as mortes se somam."""
MAXIMO = 5
"""Mortes de um mesmo filho numa janela que param o portal: voltar já não adianta."""
PRIMEIRA_ESPERA = 0.5
"""Segundos; dobra a cada morte da janela."""


@dataclass(slots=True)
class Mortes:
    """As mortes recentes de um filho."""

    instantes: deque[float] = field(default_factory=deque)

    def anotar(self, agora: float) -> float | None:
        """Quantos segundos esperar até o refazer; None se morreu vezes demais."""
        self.instantes.append(agora)
        while self.instantes[0] < agora - JANELA:
            self.instantes.popleft()
        if len(self.instantes) >= MAXIMO:
            return None
        espera: float = PRIMEIRA_ESPERA * 2 ** (len(self.instantes) - 1)
        return espera
