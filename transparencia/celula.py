"""Uma conta publicada, como se lê: as partes, a proporção com o intervalo, ou por que não há número."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from documentos.relatorios.quadros import por_cento
from transparencia.intervalo import wilson

POUCOS = "poucos"
"""No lugar das partes que não se abrem."""
NAO_SE_ABRE = "não se abre"
SEM_DADO = "sem dado"
NINGUEM = "ninguém respondeu"


def milhares(n: int) -> str:
    """ "124.639"."""
    return f"{n:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Celula:
    """Uma conta como se lê: o número, ou por que não há um. De uma proporção, a primeira parte é o sim."""

    valor: Any

    @property
    def partes(self) -> list[int]:
        """As partes, se se abrem e há quem conte."""
        return self.valor if isinstance(self.valor, list) and any(self.valor) else []

    @property
    def n(self) -> int:
        return sum(self.partes)

    @property
    def intervalo(self) -> tuple[float, float] | None:
        return wilson(self.partes[0], self.n) if self.partes else None

    @property
    def em_cem(self) -> str:
        return por_cento(self.partes[0], self.n)

    @property
    def entre(self) -> str:
        """ "71% a 89%"; vazio se não há de quê."""
        return " a ".join(f"{round(100 * ponta)}%" for ponta in self.intervalo or ())

    @property
    def por_que_nao(self) -> str:
        """O que se lê no lugar do número; vazio se há um."""
        if self.partes:
            return ""
        if self.valor == POUCOS:
            return NAO_SE_ABRE
        return SEM_DADO if self.valor is None else NINGUEM
