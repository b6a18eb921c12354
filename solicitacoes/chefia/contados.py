"""O que um painel soma dos agregados, até quando se contou (ADR 0082)."""

from __future__ import annotations

from django.db.models import Q

from solicitacoes.chefia.ambito import Ambito, Nivel
from solicitacoes.models import Agregado
from solicitacoes.models.agregados import AgregadoQuerySet
from solicitacoes.situacoes import CUMPRIDOS, Desfecho

M, P = Agregado.Medida, Agregado.Prazo
SAIRAM = Q(medida=M.ENCERRADA, junta=False)
FEITOS = SAIRAM & Q(valor__in=CUMPRIDOS)
FINALIZADA = Q(medida=M.ENCERRADA, valor__in=Desfecho.values)
A_TEMPO = (P.NO_PRAZO, P.SEM_PROMESSA)
ATRASADOS = (P.FORA, P.SEM_PROMESSA_PASSADO)
"""O relógio conta também onde o órgão não deu prazo: para quem trabalha, o pedido está atrasado."""


def do_ambito(ambito: Ambito) -> AgregadoQuerySet:
    """Os agregados das unidades do âmbito."""
    if ambito.unidade:
        return Agregado.objects.filter(unidade=ambito.unidade)
    todos = Agregado.objects.all()
    return todos if ambito.nivel == Nivel.CIDADE else todos.filter(unidade__in=ambito.chaves)
