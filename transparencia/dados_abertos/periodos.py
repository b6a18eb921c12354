"""O mês ou o ano de um arquivo: como se escreve, e de que instante a que instante vai."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

DEZEMBRO = 12
_ESCRITO = re.compile(r"(20\d{2})(?:-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Periodo:
    """Um ano, ou um mês dele."""

    ano: int
    mes: int | None = None

    @classmethod
    def ler(cls, escrito: str) -> Periodo | None:
        """De 2026 ou 2026-07; None se não se entende."""
        achado = _ESCRITO.fullmatch(escrito)
        return cls(int(achado[1]), int(achado[2]) if achado[2] else None) if achado else None

    def __str__(self) -> str:
        return f"{self.ano}-{self.mes:02}" if self.mes else str(self.ano)

    @property
    def limites(self) -> tuple[datetime, datetime]:
        """O primeiro instante, e o primeiro do período seguinte, no relógio da cidade."""
        if self.mes is None:
            return _comeco(self.ano, 1), _comeco(self.ano + 1, 1)
        return _comeco(self.ano, self.mes), _comeco(self.ano + self.mes // DEZEMBRO, self.mes % DEZEMBRO + 1)


def _comeco(ano: int, mes: int) -> datetime:
    return timezone.make_aware(datetime(ano, mes, 1), timezone.get_default_timezone())  # noqa: DTZ001


def ultimos_meses(hoje: date, quantos: int) -> list[Periodo]:
    """Os meses que já acabaram, do mais antigo ao mais novo."""
    deste = hoje.year * DEZEMBRO + hoje.month - 1
    return [Periodo(n // DEZEMBRO, n % DEZEMBRO + 1) for n in range(deste - quantos, deste)]
