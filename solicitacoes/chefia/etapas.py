"""As etapas de um pedido que o painel mede, e os pedidos em que se medem."""

from __future__ import annotations

from django.db.models import F, OuterRef, Subquery

from solicitacoes.models import Andamento, SolicitacaoQuerySet
from solicitacoes.situacoes import Situacao, Tipo

AMOSTRA = 500
PEGAR = (Tipo.ASSUNCAO, Tipo.ATRIBUICAO, Tipo.INICIO)
ETAPAS = {
    "assumir": ("Do registro até alguém assumir", "aberta_em", "pego"),
    "comecar": ("De assumir até começar", "pego", "comecado"),
    "finalizar": ("De começar até finalizar", "comecado", "encerrada_em"),
    "inteiro": ("Do registro até finalizar", "aberta_em", "encerrada_em"),
}
"""Pelo valor na URL: o nome, e de quando até quando vai."""


def ultimos_finalizados(pedidos: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
    """Dos que se deram, os últimos finalizados (no máximo AMOSTRA), com quando se assumiu e começou."""
    finalizados = pedidos.encerradas().nativas().filter(situacao=Situacao.FINALIZADA)
    return _com_passos(finalizados).order_by("-encerrada_em", "-id")[:AMOSTRA]


def medidos(pedidos: SolicitacaoQuerySet, etapa: str) -> SolicitacaoQuerySet:
    """Dos últimos finalizados, aqueles em que a etapa se mediu: começou, e acabou depois."""
    _, comeco, fim = ETAPAS[etapa]
    ultimos = pedidos.filter(pk__in=ultimos_finalizados(pedidos).values("pk"))
    return _com_passos(ultimos).filter(**{f"{fim}__gte": F(comeco)})


def _com_passos(pedidos: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
    passos = Andamento.objects.filter(caso=OuterRef("pk")).order_by("ordem").values("em")
    return pedidos.annotate(
        pego=Subquery(passos.filter(tipo__in=PEGAR)[:1]),
        comecado=Subquery(passos.filter(tipo=Tipo.INICIO)[:1]),
    )
