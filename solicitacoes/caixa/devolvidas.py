"""Os pedidos que as unidades devolveram mais de uma vez e que esperam a decisão da coordenação."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import F, QuerySet

from mesas.paginacao import Ordem
from solicitacoes.models import Solicitacao

ORDEM = Ordem("aguarda_decisao_desde")
TETO = 99
"""Até onde se conta; daí em diante o aviso da caixa diz "mais de 99"."""

COLUNAS = {
    "nome_do_servico": F("versao_servico__nome"),
    "nome_do_distrito": F("distrito__nome"),
    "sigla": F("unidade__sigla"),
}


@dataclass(frozen=True, slots=True)
class Devolvida:
    """Um pedido à espera de decisão."""

    id: int
    protocolo: str
    aguarda_decisao_desde: datetime
    vence_em: datetime
    contagem: str
    parada_em: datetime | None
    devolucoes: int
    nome_do_servico: str
    nome_do_distrito: str | None
    sigla: str


def linhas(escolhidas: QuerySet[Solicitacao]) -> list[Devolvida]:
    """Só as colunas da lista."""
    nomes = [campo.name for campo in fields(Devolvida)]
    return [Devolvida(**linha) for linha in escolhidas.annotate(**COLUNAS).values(*nomes)]


def a_decidir() -> QuerySet[Solicitacao]:
    """As abertas que esperam decisão; o índice parcial dá a ordem."""
    return Solicitacao.objects.abertas().filter(aguarda_decisao_desde__isnull=False)


def quantas() -> int:
    """Quantas esperam decisão, sem passar do teto por mais de uma."""
    return a_decidir()[: TETO + 1].count()
