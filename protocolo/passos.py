"""A ordem dos passos de um assistente, seja qual for o processo: só conta sobre o que já foi respondido."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Passos(ABC):
    """Quem herda diz quais são os passos, o último deles a conferência, e quando cada um está completo."""

    __slots__ = ()

    @property
    @abstractmethod
    def passos(self) -> Sequence[str]:
        """Os passos, na ordem."""

    @abstractmethod
    def completo(self, passo: str) -> bool:
        """Se o que está guardado deste passo basta."""

    @property
    def primeiro_incompleto(self) -> str:
        """Onde a pessoa tem de ir; a conferência quando não falta nada."""
        *anteriores, conferencia = self.passos
        return next((p for p in anteriores if not self.completo(p)), conferencia)

    def liberado(self, passo: str) -> bool:
        """Só se chega a um passo com os anteriores completos."""
        return passo in self.passos and self.passos.index(passo) <= self.passos.index(
            self.primeiro_incompleto
        )

    def anterior(self, passo: str) -> str | None:
        """O passo de antes; None no primeiro."""
        indice = self.passos.index(passo)
        return self.passos[indice - 1] if indice else None

    def seguinte(self, passo: str) -> str:
        """O passo de depois, se já se pode ir a ele."""
        proximo = self.passos[min(self.passos.index(passo) + 1, len(self.passos) - 1)]
        return proximo if self.liberado(proximo) else self.primeiro_incompleto
