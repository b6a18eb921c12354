"""O que a região “Quem é” da mesa mostra: quem foi reconhecido, ou por onde o achar."""

from __future__ import annotations

from typing import Any

from atendimento.guardas import NaMesa
from atendimento.models import Atendimento
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO


def contexto(atendimento: Atendimento, mesa: NaMesa) -> dict[str, Any]:
    """As variáveis de `atendimento/pessoa/_quem.html`."""
    na_praca = mesa.unidade.atribuicao == PRACA_DE_ATENDIMENTO
    return {"quem": atendimento.reconhecido, "na_praca": na_praca}
