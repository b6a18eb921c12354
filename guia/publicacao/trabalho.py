"""O que quem cuida do Guia tem diante de si: o que voltou, o que se escreve, o que espera e o que vence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from guia.models import Caminho, VersaoDoServico
from guia.models.versoes import ANTES_DA_REVISAO, VersaoQuerySet
from guia.situacoes import Situacao

MOSTRADOS = 30
VALE_POR = timedelta(days=365)
"""Depois disto um endereço ou telefone conferido pede que alguém o confira outra vez."""


@dataclass(frozen=True, slots=True)
class Vencido:
    """Um jeito de agir que não serve mais ou que ninguém confere há tempo, e os serviços que o citam."""

    caminho: Caminho
    servicos: list[str]


@dataclass(frozen=True, slots=True)
class Lista[T]:
    """Os primeiros, até `MOSTRADOS`, e quantos há a mais."""

    mostrados: list[T]
    a_mais: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.mostrados)

    def __len__(self) -> int:
        return len(self.mostrados)


@dataclass(frozen=True, slots=True)
class Trabalho:
    """As listas da página inicial."""

    em: date
    voltaram: Lista[VersaoDoServico]
    rascunhos: Lista[VersaoDoServico]
    em_revisao: Lista[VersaoDoServico]
    vencem: Lista[VersaoDoServico]
    caminhos: Lista[Vencido]


def de(orgaos: Collection[int] | None, em: date) -> Trabalho:
    """O trabalho destes órgãos; None, o de todos.

    O rascunho mais novo vem primeiro; do que voltou, do que espera a revisão e do que vence, o mais antigo.
    """
    abertas = _destes(VersaoDoServico.objects.em_elaboracao(), orgaos)
    em_revisao = abertas.filter(situacao=Situacao.EM_REVISAO).annotate(enviada_em=_enviada_em())
    rascunhos = abertas.filter(situacao=Situacao.RASCUNHO)
    vencem = VersaoDoServico.objects.no_ar().filter(revisar_em__lte=em + ANTES_DA_REVISAO)
    sem_rascunho = vencem.exclude(servico__in=abertas.values("servico"))
    return Trabalho(
        em=em,
        voltaram=_primeiros(rascunhos.exclude(devolvida_em=None).order_by("devolvida_em", "pk")),
        rascunhos=_primeiros(rascunhos.filter(devolvida_em=None).order_by("-pk")),
        em_revisao=_primeiros(em_revisao.order_by(F("enviada_em").asc(nulls_first=True), "pk")),
        vencem=_primeiros(_destes(sem_rascunho, orgaos).order_by("revisar_em", "pk")),
        caminhos=_caminhos(orgaos, em),
    )


def _primeiros[T](consulta: QuerySet[Any], fazer: Callable[[Any], T] = lambda linha: linha) -> Lista[T]:
    """Só se há mais do que cabe se contam todos."""
    linhas = list(consulta[: MOSTRADOS + 1])
    a_mais = consulta.count() - MOSTRADOS if len(linhas) > MOSTRADOS else 0
    return Lista([fazer(linha) for linha in linhas[:MOSTRADOS]], a_mais)


def _enviada_em() -> Subquery:
    """Quando a versão entrou na revisão em que está: o histórico o sabe. Nenhum, se veio com o projeto."""
    historico: Any = VersaoDoServico.history.model._default_manager
    dela = historico.filter(id=OuterRef("id"))
    fora_depois = dela.filter(history_id__gt=OuterRef("history_id")).exclude(situacao=Situacao.EM_REVISAO)
    seguidas = historico.filter(id=OuterRef("pk"), situacao=Situacao.EM_REVISAO).exclude(Exists(fora_depois))
    return Subquery(seguidas.order_by("history_id").values("history_date")[:1])


def vencidos(em: date) -> QuerySet[Caminho]:
    """Os caminhos que não servem mais e os que ninguém confere há um ano."""
    return Caminho.objects.que_nao_servem() | Caminho.objects.filter(conferido_em__lte=em - VALE_POR)


def devolvidas(orgaos: Collection[int] | None) -> int:
    """Quantos textos voltaram para ajustes."""
    rascunhos = VersaoDoServico.objects.filter(situacao=Situacao.RASCUNHO).exclude(devolvida_em=None)
    return _destes(rascunhos, orgaos).count()


def _destes(versoes: VersaoQuerySet, orgaos: Collection[int] | None) -> VersaoQuerySet:
    completas = versoes.filter(servico__arquivado_em=None).select_related("servico__orgao", "devolvida_por")
    return completas if orgaos is None else completas.filter(servico__orgao__in=orgaos)


def _caminhos(orgaos: Collection[int] | None, em: date) -> Lista[Vencido]:
    """Os citados por textos no ar: primeiro os que não servem mais, depois os conferidos há mais tempo."""
    citam: dict[str, list[str]] = {}
    no_ar = _destes(VersaoDoServico.objects.no_ar(), orgaos).exclude(caminhos=[]).order_by("nome")
    for nome, caminhos in no_ar.values_list("nome", "caminhos"):
        for slug in caminhos:
            citam.setdefault(slug, []).append(nome)
    juntos = vencidos(em).filter(slug__in=citam).select_related("lugar")
    em_ordem = juntos.order_by("resultado", "conferido_em", "pk")
    return _primeiros(em_ordem, lambda caminho: Vencido(caminho, citam[caminho.slug]))
