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
    def paginas(self) -> Sequence[Sequence[str]]:
        """Os passos de cada página, na ordem; a que tem vários leva o nome do último."""
        return [[passo] for passo in self.passos]

    def pagina_de(self, passo: str) -> Sequence[str]:
        """Os passos da página em que este se responde."""
        return next(pagina for pagina in self.paginas if passo in pagina)

    @property
    def primeiro_incompleto(self) -> str:
        """Onde a pessoa tem de ir; a conferência quando não falta nada."""
        *anteriores, conferencia = self.passos
        return next((p for p in anteriores if not self.completo(p)), conferencia)

    @property
    def o_que_falta(self) -> str:
        """A página a que se manda quem quer seguir: a do primeiro passo incompleto, ou a que o explica."""
        return self.pagina_de(self.primeiro_incompleto)[-1]

    def liberado(self, passo: str) -> bool:
        """Só se chega a uma página com as anteriores completas."""
        if passo not in self.passos:
            return False
        primeiro = self.pagina_de(passo)[0]
        return self.passos.index(primeiro) <= self.passos.index(self.primeiro_incompleto)

    def pagina_completa(self, passo: str) -> bool:
        """Se nada falta na página deste passo."""
        return all(self.completo(um) for um in self.pagina_de(passo) if um != CONFERIR)

    def anterior(self, passo: str) -> str | None:
        """A página de antes; None na primeira."""
        paginas = list(self.paginas)
        indice = paginas.index(self.pagina_de(passo))
        return paginas[indice - 1][-1] if indice else None

    def seguinte(self, passo: str) -> str:
        """A página de depois, se já se pode ir a ela."""
        paginas = list(self.paginas)
        proxima = paginas[min(paginas.index(self.pagina_de(passo)) + 1, len(paginas) - 1)][-1]
        return proxima if self.liberado(proxima) else self.o_que_falta

    def exigir_completo(self) -> None:
        """Levanta RascunhoIncompleto se ainda não se pode enviar."""
        if self.primeiro_incompleto != CONFERIR:
            raise RascunhoIncompleto("Falta responder a uma parte. Volte e confira.")
