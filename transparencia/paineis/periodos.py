"""Os períodos de um painel: os últimos dias e cada ano.

Contam-se semanas inteiras, até um domingo: de um dia para o outro, a diferença seria o que alguém pediu.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DIAS = (30, 90, 180, 360)
PADRAO = "90"


@dataclass(frozen=True, slots=True)
class Periodo:
    """Dias incluídos, no relógio da cidade."""

    chave: str
    de: date
    ate: date

    @property
    def nome(self) -> str:
        return self.chave if self.um_ano else f"Últimos {self.chave} dias"

    @property
    def um_ano(self) -> bool:
        return int(self.chave) not in DIAS

    @property
    def dias(self) -> int:
        return (self.ate - self.de).days + 1

    def guardado(self) -> dict[str, str]:
        return {"chave": self.chave, "de": self.de.isoformat(), "ate": self.ate.isoformat()}

    @classmethod
    def lido(cls, guardado: dict[str, str]) -> Periodo:
        return cls(guardado["chave"], date.fromisoformat(guardado["de"]), date.fromisoformat(guardado["ate"]))


def periodos(ate: date, primeiro: date) -> list[Periodo]:
    """Os últimos dias até `ate` e cada ano, do que corre ao de `primeiro`."""
    recentes = [Periodo(str(dias), ate - timedelta(days=dias - 1), ate) for dias in DIAS]
    anos = [
        Periodo(str(ano), date(ano, 1, 1), min(date(ano, 12, 31), ate))
        for ano in range(ate.year, primeiro.year - 1, -1)
    ]
    return recentes + anos
