"""O que se vigia no calendário de que saem os prazos."""

from __future__ import annotations

from django.utils import timezone

from protocolo.models import DiaNaoUtil
from referencia.vigias import Vigia

GRUPO = "Calendário"
DESDE_O_MES = 11
"""Novembro: até lá a Prefeitura ainda não publicou os dias sem expediente do ano seguinte."""


def dias_do_ano() -> str:
    """Os pontos facultativos deste ano e, no fim dele, os do ano que vem; os feriados já vêm com o portal."""
    hoje = timezone.localdate()
    anos = [hoje.year, hoje.year + 1] if hoje.month >= DESDE_O_MES else [hoje.year]
    ha = {
        dia.year
        for dia in DiaNaoUtil.objects.filter(data__year__in=anos, revogado_em=None)
        .order_by()
        .values_list("data", flat=True)
    }
    faltam = " e ".join(str(ano) for ano in anos if ano not in ha)
    return f"Não há dias sem expediente registrados em {faltam}." if faltam else ""


VIGIAS = (
    Vigia(
        codigo="dias_do_ano",
        nome="Os dias sem expediente estão no calendário",
        porque="Sem eles, o prazo em dias úteis que o portal promete cai num dia em que ninguém trabalha.",
        conferir=dias_do_ano,
        conserto="Registre os pontos facultativos do decreto",
        pagina="admin:protocolo_dianaoutil_changelist",
    ),
)
