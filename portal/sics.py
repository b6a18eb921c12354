"""Onde se pede informação de viva voz: o Serviço de Informação ao Cidadão (SIC) de cada órgão."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contas.papeis import Papel
from guia.models import Orgao
from roteamento.designados import orgaos_sem
from roteamento.models import Unidade

SIGLA = "SIC"
"""Como começa a sigla da unidade em que um SIC atende, como SIC-SMSUB."""


@dataclass(frozen=True, slots=True)
class Sics:
    """Os órgãos que têm quem responda, cada um com o balcão (ou None), e os que ainda não têm."""

    com: list[tuple[Orgao, Unidade | None]]
    sem: list[Orgao]


def sics(em: date) -> Sics:
    """Todos os órgãos, em ordem de nome: três consultas."""
    sem = list(orgaos_sem(Papel.SIC, em))
    balcoes = Unidade.objects.vigentes(em).que_atendem_o_publico().filter(sigla__istartswith=SIGLA)
    por_orgao = {balcao.orgao_id: balcao for balcao in balcoes.order_by("-sigla")}
    com = Orgao.objects.exclude(pk__in=[orgao.pk for orgao in sem]).order_by("nome")
    return Sics([(orgao, por_orgao.get(orgao.pk)) for orgao in com], sem)
