"""O calendário da cidade: os feriados da capital (pacote `holidays`) e as linhas de `DiaNaoUtil`.

Dia útil é dia com expediente na Prefeitura: não é sábado, domingo, feriado nacional, estadual ou
municipal, ponto facultativo nem dia de expediente suspenso. O meio expediente é dia útil.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

import holidays
from django.db.models import Q

from protocolo.models import DiaNaoUtil
from protocolo.prazos.contagem import SABADO
from referencia.tabelas import ler_yaml

DO_PROJETO = Path(__file__).parent / "dados" / "dias_nao_uteis.yaml"
TIPOS: dict[str, str] = {
    DiaNaoUtil.Tipo.FERIADO: "feriado",
    DiaNaoUtil.Tipo.FACULTATIVO: "ponto facultativo",
    DiaNaoUtil.Tipo.SUSPENSO: "dia sem expediente",
}


@cache
def feriados(ano: int) -> Mapping[date, str]:
    """Os feriados da cidade de São Paulo no ano, com o nome em português."""
    return dict(holidays.country_holidays("BR", subdiv="São Paulo Capital", years=ano, language="pt_BR"))


@dataclass(frozen=True, slots=True)
class Calendario:
    """Responde sobre dias, sem consultar o banco."""

    fechados: Mapping[date, str] = field(default_factory=dict)
    meios: Mapping[date, str] = field(default_factory=dict)

    def eh_util(self, dia: date) -> bool:
        """Há expediente, inteiro ou em parte."""
        return dia.weekday() < SABADO and dia not in self.fechados and dia not in feriados(dia.year)

    def motivo(self, dia: date) -> str | None:
        """`feriado (Tiradentes)`, `ponto facultativo (Carnaval)`; None em dia útil e fim de semana comum."""
        nome = feriados(dia.year).get(dia)
        return f"feriado ({nome})" if nome else self.fechados.get(dia)

    def meio_expediente(self, dia: date) -> bool:
        """É dia útil com expediente só em parte do dia."""
        return dia in self.meios and self.eh_util(dia)


def montar(dias: Iterable[DiaNaoUtil]) -> Calendario:
    """O calendário com estes dias além dos feriados."""
    fechados: dict[date, str] = {}
    meios: dict[date, str] = {}
    for dia in dias:
        destino = meios if dia.meio_expediente else fechados
        destino[dia.data] = f"{TIPOS[dia.tipo]} ({dia.nome})"
    return Calendario(fechados, meios)


def carregar_calendario(em: datetime | None = None) -> Calendario:
    """Lê de uma vez os dias não úteis que valem; com `em`, os que já se conheciam e valiam nesse momento.

    `em` é o momento do registro no sistema, não a data do ato: serve para refazer uma conta passada.
    """
    valem = Q(revogado_em=None)
    if em is not None:
        valem = Q(registrado_em__lte=em) & (valem | Q(revogado_em__gt=em))
    return montar(DiaNaoUtil.objects.filter(valem))


def calendario_do_projeto() -> Calendario:
    """O calendário que vem com o projeto, para quando o banco ainda não foi preparado."""
    return montar(DiaNaoUtil(**dia) for dia in ler_yaml(DO_PROJETO))
