"""O que quem cuida do Guia tem diante de si: o que voltou, o que se escreve, o que espera e o que vence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

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
class Trabalho:
    """As listas da página inicial, cada uma até `MOSTRADOS`."""

    em: date
    voltaram: list[VersaoDoServico]
    rascunhos: list[VersaoDoServico]
    em_revisao: list[VersaoDoServico]
    vencem: list[VersaoDoServico]
    caminhos: list[Vencido]


def de(orgaos: Collection[int] | None, em: date) -> Trabalho:
    """O trabalho destes órgãos; None, o de todos. O que espera há mais tempo vem primeiro."""
    abertas = _destes(VersaoDoServico.objects.em_elaboracao(), orgaos).order_by("pk")
    rascunhos = abertas.filter(situacao=Situacao.RASCUNHO)
    vencem = VersaoDoServico.objects.no_ar().filter(revisar_em__lte=em + ANTES_DA_REVISAO)
    sem_rascunho = vencem.exclude(servico__in=abertas.values("servico"))
    return Trabalho(
        em=em,
        voltaram=list(rascunhos.exclude(devolvida_em=None).order_by("devolvida_em")[:MOSTRADOS]),
        rascunhos=list(rascunhos.filter(devolvida_em=None)[:MOSTRADOS]),
        em_revisao=list(abertas.filter(situacao=Situacao.EM_REVISAO)[:MOSTRADOS]),
        vencem=list(_destes(sem_rascunho, orgaos).order_by("revisar_em", "pk")[:MOSTRADOS]),
        caminhos=_caminhos(orgaos, em),
    )


def devolvidas(orgaos: Collection[int] | None) -> int:
    """Quantos textos voltaram para ajustes."""
    rascunhos = VersaoDoServico.objects.filter(situacao=Situacao.RASCUNHO).exclude(devolvida_em=None)
    return _destes(rascunhos, orgaos).count()


def _destes(versoes: VersaoQuerySet, orgaos: Collection[int] | None) -> VersaoQuerySet:
    completas = versoes.filter(servico__arquivado_em=None).select_related("servico__orgao", "devolvida_por")
    return completas if orgaos is None else completas.filter(servico__orgao__in=orgaos)


def _caminhos(orgaos: Collection[int] | None, em: date) -> list[Vencido]:
    """Os citados por textos no ar: primeiro os que não servem mais, depois os conferidos há mais tempo."""
    citam: dict[str, list[str]] = {}
    no_ar = _destes(VersaoDoServico.objects.no_ar(), orgaos).exclude(caminhos=[]).order_by("nome")
    for nome, caminhos in no_ar.values_list("nome", "caminhos"):
        for slug in caminhos:
            citam.setdefault(slug, []).append(nome)
    velhos = Caminho.objects.filter(slug__in=citam, conferido_em__lte=em - VALE_POR)
    mortos = Caminho.objects.filter(slug__in=citam, resultado=Caminho.Resultado.NAO_SERVE)
    juntos = (mortos | velhos).select_related("lugar").order_by("resultado", "conferido_em")
    return [Vencido(caminho, citam[caminho.slug]) for caminho in juntos[:MOSTRADOS]]
