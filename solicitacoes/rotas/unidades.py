"""O que leem as páginas das unidades: a lista que se escolheu ver e tudo o que há em volta de uma."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mesas import filtros as filtro
from mesas.lista import Lista, Vista
from roteamento.consultas import QUEM_TRABALHA, existe, regras_que_chegam
from roteamento.models import Lotacao, Regra, Unidade
from solicitacoes.consultas import abertas_em

MOSTRADAS = 100


VISTAS = {
    "": Vista("As que existem", lambda todas, hoje: todas.filter(existe(hoje))),
    "sem_equipe": Vista(
        "As que não têm equipe", lambda todas, hoje: todas.filter(existe(hoje), com_equipe=False)
    ),
    "acabaram": Vista(
        "As que acabaram ou vão acabar", lambda todas, _hoje: todas.filter(vigente_ate__isnull=False)
    ),
}


@dataclass(frozen=True)
class Unidades(Lista):
    """As unidades da cidade, por sigla."""

    busca: str = filtro.busca(
        "Sigla ou nome",
        onde=lambda parte: Q(sigla__unaccent__icontains=parte) | Q(nome__unaccent__icontains=parte),
    )
    situacao: str = filtro.vista(VISTAS, "Mostrar")


def escolhidas(lista: Unidades, hoje: date) -> QuerySet[Unidade, Any]:
    """As unidades a mostrar, por sigla, com `com_equipe`: alguém trabalha nela hoje."""
    equipe = Lotacao.objects.vigentes(hoje).filter(unidade=OuterRef("pk"), papel__in=QUEM_TRABALHA)
    todas = Unidade.objects.annotate(com_equipe=Exists(equipe))
    return lista.escolher(todas, hoje).select_related("superior", "subprefeitura").order_by("sigla")


@dataclass(frozen=True, slots=True)
class Retrato:
    """O que a página de uma unidade mostra."""

    unidade: Unidade
    subordinadas: list[Unidade]
    lotacoes: list[Lotacao]
    regras: list[Regra]
    ha_mais_regras: bool
    abertas: int
    antecessoras: list[Any]
    sucessoras: list[Any]

    @property
    def sem_equipe(self) -> bool:
        return not any(lotacao.papel in QUEM_TRABALHA for lotacao in self.lotacoes)


def retratar(unidade: Unidade, hoje: date) -> Retrato:
    """Lê em volta da unidade: quantas consultas, sempre as mesmas."""
    regras = list(regras_que_chegam(unidade, hoje)[: MOSTRADAS + 1])
    lotacoes = unidade.lotacoes.filter(Q(ate=None) | Q(ate__gte=hoje)).select_related("usuario")
    return Retrato(
        unidade=unidade,
        subordinadas=list(unidade.subordinadas.vigentes(hoje).order_by("sigla")),
        lotacoes=list(lotacoes.order_by("papel", "usuario__nome", "de")),
        regras=regras[:MOSTRADAS],
        ha_mais_regras=len(regras) > MOSTRADAS,
        abertas=abertas_em([unidade.pk]),
        antecessoras=list(unidade.antecessoras.select_related("antiga").order_by("-em", "pk")),
        sucessoras=list(unidade.sucessoras.select_related("nova").order_by("em", "pk")),
    )
