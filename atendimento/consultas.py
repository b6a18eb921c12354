"""O que mais de uma área do atendimento lê."""

from __future__ import annotations

from django.utils import timezone

from atendimento.models import Comunicado
from roteamento.models import Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO


def comunicados_de_agora(unidade: Unidade) -> list[Comunicado]:
    """O que quem atende nesta unidade precisa saber agora, o mais antigo primeiro."""
    return list(Comunicado.objects.para(unidade).valendo(timezone.now()))


def ve_todas(unidades: list[Unidade]) -> bool:
    """Quem é chefia destas supervisiona a cidade: uma delas não é Praça."""
    return any(unidade.atribuicao != PRACA_DE_ATENDIMENTO for unidade in unidades)
