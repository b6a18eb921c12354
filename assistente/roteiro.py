"""A ordem dos passos de um assistente, seja qual for o processo: só conta sobre o que já foi respondido."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from protocolo.erros import RecusaDeAcao

IDENTIFICACAO, CONFERIR = "identificacao", "conferir"
MEIO_DIA = time(12)


class RascunhoIncompleto(RecusaDeAcao):
    """Falta responder a um passo, ou o que se pede mudou enquanto a pessoa respondia."""


def recebida_em(dia: str, agora: datetime) -> datetime:
    """Quando chegou de verdade: agora, ou o dia (aaaa-mm-dd) dito no balcão, ao meio-dia, se já passou.

    O prazo conta por dias e começa no seguinte: a hora só importa para não cair no futuro.
    """
    if not dia or date.fromisoformat(dia) >= timezone.localdate(agora):
        return agora
    return timezone.make_aware(datetime.combine(date.fromisoformat(dia), MEIO_DIA))


class Roteiro(ABC):
    """A ordem dos passos e quais faltam: só conta sobre o que já foi respondido.

    Quem herda diz quais são os passos, o último deles a conferência, e quando cada um está completo.
    """

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

    @property
    def o_que_falta(self) -> str:
        """A página a que se manda quem quer seguir: a do primeiro passo incompleto, ou a que o explica."""
        return self.primeiro_incompleto

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

    def exigir_completo(self) -> None:
        """Levanta RascunhoIncompleto se ainda não se pode enviar."""
        if self.primeiro_incompleto != CONFERIR:
            raise RascunhoIncompleto("Falta responder a uma parte. Volte e confira.")
