"""Os prazos que os órgãos ainda não deram: quantos são, quem os deve e o lembrete do mês a cada um."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from avisos.acoes import notificar
from avisos.models import Notificacao
from guia.models import Orgao, PontoFocal, VersaoDoServico
from guia.models.versoes import VersaoQuerySet
from guia.situacoes import Situacao
from protocolo.prazos.em_palavras import contar

DITOS = (
    "nome",
    "titulo",
    "prazo_quantidade",
    "servico__slug",
    "servico__orgao__sigla",
    "servico__orgao__nome",
)
"""O bastante para uma linha da lista: nenhum texto longo vem do banco."""


@dataclass(frozen=True, slots=True)
class SemPrazo:
    """Um serviço sem prazo do órgão, quanto se pede e, se alguém já o escreve, em que texto."""

    versao: VersaoDoServico
    pedidos: int
    aberta: VersaoDoServico | None

    @property
    def dado(self) -> str:
        """O prazo que o texto por publicar já traz; vazio se nenhum o traz."""
        return self.aberta.prazo_escrito if self.aberta else ""

    @property
    def espera_a_revisao(self) -> bool:
        """O órgão já fez a sua parte: falta a coordenação pôr no ar."""
        return bool(self.dado) and self.aberta is not None and self.aberta.situacao == Situacao.EM_REVISAO


@dataclass(frozen=True, slots=True)
class DoOrgao:
    """O que um órgão deve, o mais pedido primeiro."""

    orgao: Orgao
    servicos: Sequence[SemPrazo]

    @property
    def pedidos(self) -> int:
        return sum(servico.pedidos for servico in self.servicos)

    @property
    def a_dar(self) -> int:
        """Os que ainda esperam o órgão, e não a revisão."""
        return sum(not servico.espera_a_revisao for servico in self.servicos)


def devidos(orgaos: Collection[int] | None) -> VersaoQuerySet:
    """Os textos no ar sem prazo do órgão; None, os de todos."""
    todos = VersaoDoServico.objects.sem_prazo_do_orgao()
    return todos if orgaos is None else todos.filter(servico__orgao__in=orgaos)


def por_orgao(orgaos: Collection[int] | None = None) -> list[DoOrgao]:
    """Um grupo por órgão que deve prazo, os mais pedidos primeiro; None, os de todos. Duas consultas."""
    no_ar = devidos(orgaos)
    com_orgao = no_ar.select_related("servico__orgao").only(*DITOS)
    com_pedidos: QuerySet[Any] = com_orgao.annotate(pedidos=F("servico__procura__pedidos_por_ano"))
    abertas = VersaoDoServico.objects.em_elaboracao().filter(servico__in=no_ar.values("servico"))
    escritas = {versao.servico_id: versao for versao in abertas}
    linhas = [
        SemPrazo(versao, versao.pedidos or 0, escritas.get(versao.servico_id))
        for versao in com_pedidos.order_by("servico__orgao_id", F("pedidos").desc(nulls_last=True), "nome")
    ]
    grupos = [
        DoOrgao(orgao, list(lista))
        for orgao, lista in groupby(linhas, key=attrgetter("versao.servico.orgao"))
        if orgao is not None
    ]
    return sorted(grupos, key=lambda grupo: (-grupo.pedidos, grupo.orgao.sigla))


def contar_sem_prazo() -> dict[str, int]:
    """Em quantos serviços o órgão não deu o prazo, dos que se pedem por aqui. Uma consulta."""
    que_se_pedem = VersaoDoServico.objects.no_ar().filter(solicitavel=True)
    return que_se_pedem.aggregate(
        sem_prazo=Count("pk", filter=Q(prazo_provisorio=True)), que_se_pedem=Count("pk")
    )


def sem_titular(grupos: Sequence[DoOrgao], em: date) -> set[int]:
    """Os órgãos destes por que ninguém responde no Guia: neles o lembrete não chega a ninguém."""
    deles = {grupo.orgao.pk for grupo in grupos}
    return deles - {titular.orgao_id for titular in _titulares(deles, em)}


def lembrar(em: date) -> None:
    """Um recado por mês, no sino, a quem responde no Guia por um órgão que deve prazo.

    Roda todo dia: a chave é do mês, e quem já soube não é chamado outra vez; o dia perdido se recupera.
    """
    devem = {grupo.orgao.pk: grupo for grupo in por_orgao() if grupo.a_dar}
    for orgao, titulares in groupby(_titulares(devem, em), key=attrgetter("orgao_id")):
        quantos = contar(devem[orgao].a_dar, "serviço", "serviços")
        notificar(
            [titular.usuario for titular in titulares],
            tipo=Notificacao.Tipo.GUIA,
            chave=f"prazos/{orgao}/{em:%Y-%m}",
            texto=f"{quantos} de {devem[orgao].orgao.sigla} sem prazo no Guia: informe o de cada um",
            endereco=reverse("escrever:prazos"),
        )


def _titulares(orgaos: Iterable[int], em: date) -> QuerySet[PontoFocal]:
    """Quem responde por estes órgãos no dia, órgão por órgão, se ainda entra no sistema."""
    ativos = PontoFocal.objects.vigentes(em).titulares().filter(usuario__is_active=True)
    return ativos.filter(orgao__in=list(orgaos)).select_related("usuario").order_by("orgao_id", "pk")
