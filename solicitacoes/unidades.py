"""As páginas das unidades: a lista que se escolheu ver e tudo o que há em volta de uma."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from contas.papeis import Papel
from roteamento.consultas import regras_que_chegam
from roteamento.models import Lotacao, Unidade
from solicitacoes.consultas import abertas_em

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from roteamento.models import Regra

MOSTRADAS = 100
SITUACOES = [
    ("", "As que existem"),
    ("sem_equipe", "As que não têm equipe"),
    ("acabaram", "As que acabaram ou vão acabar"),
]


@dataclass(frozen=True, slots=True)
class Filtros:
    """Os nomes dos campos são os parâmetros da URL; valor desconhecido é ignorado."""

    busca: str = ""
    situacao: str = ""

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Filtros:
        lidos = {campo: parametros.get(campo, "").replace("\0", "").strip()[:120] for campo in cls.__slots__}
        if lidos["situacao"] not in dict(SITUACOES):
            lidos["situacao"] = ""
        return cls(**lidos)

    @property
    def usados(self) -> bool:
        return bool(self.busca or self.situacao)


def escolhidas(filtros: Filtros, hoje: date) -> QuerySet[Unidade, Any]:
    """As unidades a mostrar, por sigla, com `com_equipe`: alguém trabalha nela hoje."""
    equipe = Lotacao.objects.vigentes(hoje).filter(
        unidade=OuterRef("pk"), papel__in=[Papel.SERVIDOR, Papel.CHEFIA]
    )
    todas = Unidade.objects.annotate(com_equipe=Exists(equipe))
    if filtros.situacao == "acabaram":
        todas = todas.filter(vigente_ate__isnull=False)
    else:
        todas = todas.filter(Q(vigente_ate=None) | Q(vigente_ate__gte=hoje))
    if filtros.situacao == "sem_equipe":
        todas = todas.filter(com_equipe=False)
    if filtros.busca:
        todas = todas.filter(
            Q(sigla__unaccent__icontains=filtros.busca) | Q(nome__unaccent__icontains=filtros.busca)
        )
    return todas.select_related("superior", "subprefeitura").order_by("sigla")


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
        return not any(lotacao.papel in {Papel.SERVIDOR, Papel.CHEFIA} for lotacao in self.lotacoes)


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
