"""De que tipo é cada teste: é por tipo que docs/testes.md dá o orçamento."""

from __future__ import annotations

from enum import StrEnum

import pytest


class Tipo(StrEnum):
    """O que um teste põe para funcionar, do mais leve ao mais pesado."""

    UNIDADE = "unidade"
    MATRIZ = "matriz"
    VARREDURA = "varredura"
    JORNADA = "jornada"
    PROCESSO = "processo"


def tipo_de(item: pytest.Item) -> Tipo:
    """Pela marca que o arquivo se deu ou, sem ela, pelo que o teste pede: com navegador é jornada."""
    for tipo in Tipo:
        if item.get_closest_marker(tipo):
            return tipo
    return Tipo.JORNADA if "browser_type" in getattr(item, "fixturenames", ()) else Tipo.UNIDADE
