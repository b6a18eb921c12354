"""A lista de quem decide: os filtros da URL, os números do alto e os órgãos sem autoridade designada."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from contas.papeis import Papel
from esic import comissao
from esic.models import Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Instancia
from guia.models import Orgao
from mesas.paginacao import FiltrosDaUrl, Ordem
from protocolo.prazos import Contagem
from roteamento.designados import orgaos_sem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from contas.autor import Autor
    from esic.models import RecursoQuerySet

SITUACOES = {
    "": "Por decidir",
    "atrasados": "Só os atrasados",
    "perguntados": "À espera de esclarecimento do órgão",
    "decididos": "Já decididos",
}
DA_RECLAMACAO = {"": "Por decidir", "atrasados": "Só as atrasadas", "decididos": "Já decididas"}


def de_quem(quem: Sequence[Autor]) -> RecursoQuerySet:
    """Os recursos das instâncias desta pessoa, em todos os papéis dela."""
    return reduce(or_, (Recurso.objects.de_quem_julga(por) for por in quem))


def eh_da_ouvidoria(quem: Sequence[Autor]) -> bool:
    return any(por.papel == Papel.OUVIDORIA for por in quem)


def eh_da_comissao(quem: Sequence[Autor]) -> bool:
    return any(por.papel == Papel.CMAI for por in quem)


def contar(quem: Sequence[Autor], agora: datetime) -> dict[str, int]:
    """Os números do alto: os recursos e, à Ouvidoria, as reclamações; à Comissão, os parados."""
    atrasado = Q(vence_em__lt=agora) & ~Q(contagem=Contagem.SEM_PRAZO)
    contas: dict[str, int] = (
        de_quem(quem).por_decidir().aggregate(por_decidir=Count("pk"), atrasados=Count("pk", filter=atrasado))
    )
    if eh_da_ouvidoria(quem):
        contas["reclamacoes"] = ReclamacaoPorOmissao.objects.filter(decidida_em=None).count()
    if eh_da_comissao(quem):
        contas["parados"] = comissao.parados(agora).count()
    return contas


def sem_autoridade(hoje: date) -> list[Orgao]:
    """Os órgãos sem autoridade designada que têm recurso da 1ª instância por decidir."""
    parados = Recurso.objects.por_decidir().filter(instancia=Instancia.PRIMEIRA).values("pedido__orgao")
    return list(orgaos_sem(Papel.AUTORIDADE, hoje).filter(pk__in=parados))


def orgaos(quem: Sequence[Autor]) -> list[tuple[str, str]]:
    """Os órgãos para o filtro; nenhum a quem só decide por um."""
    achados = Orgao.objects.order_by("sigla")
    if all(por.papel == Papel.AUTORIDADE for por in quem):
        achados = achados.filter(pk__in=quem[0].orgaos)
    nomes = [(orgao.sigla, f"{orgao.sigla}: {orgao.nome}") for orgao in achados]
    return nomes if len(nomes) > 1 else []


@dataclass(frozen=True, slots=True)
class Filtros(FiltrosDaUrl):
    """O que está na URL. Valor desconhecido é ignorado."""

    que: str = ""
    """Vazio para os recursos, ou "reclamacoes"."""
    situacao: str = ""
    orgao: str = ""
    sem_autoridade: str = ""
    parados: str = ""

    @classmethod
    def ler(cls, parametros: Mapping[str, str], *, reclamacoes: bool = True) -> Filtros:
        que = "reclamacoes" if reclamacoes and parametros.get("que") == "reclamacoes" else ""
        situacao = parametros.get("situacao", "")
        return cls(
            que=que,
            situacao=situacao if situacao in (DA_RECLAMACAO if que else SITUACOES) else "",
            orgao=parametros.get("orgao", "").replace("\0", "").strip()[:20],
            sem_autoridade="sim" if parametros.get("sem_autoridade") == "sim" and not que else "",
            parados="sim" if parametros.get("parados") == "sim" and not que else "",
        )

    @property
    def situacoes(self) -> dict[str, str]:
        return DA_RECLAMACAO if self.que else SITUACOES

    @property
    def ordem(self) -> Ordem:
        if self.situacao == "decididos":
            return Ordem("decidida_em" if self.que else "decidido_em", decrescente=True)
        return Ordem("vence_em")

    def aplicar(
        self, quem: Sequence[Autor], agora: datetime, sem_ninguem: Sequence[Orgao]
    ) -> QuerySet[Any, Any]:
        """O que estes filtros escolhem, de recursos ou de reclamações."""
        escolhidos = self._reclamacoes(agora) if self.que else self._recursos(quem, agora, sem_ninguem)
        if self.orgao:
            escolhidos = escolhidos.filter(pedido__orgao__sigla=self.orgao)
        return escolhidos.select_related("pedido__orgao")

    def _reclamacoes(self, agora: datetime) -> QuerySet[Any, Any]:
        todas = ReclamacaoPorOmissao.objects.all()
        match self.situacao:
            case "atrasados":
                return todas.filter(decidida_em=None, vence_em__lt=agora)
            case "decididos":
                return todas.filter(decidida_em__isnull=False)
            case _:
                return todas.filter(decidida_em=None)

    def _recursos(
        self, quem: Sequence[Autor], agora: datetime, sem_ninguem: Sequence[Orgao]
    ) -> QuerySet[Any, Any]:
        if self.sem_autoridade:
            meus = Recurso.objects.filter(instancia=Instancia.PRIMEIRA, pedido__orgao__in=sem_ninguem)
        else:
            meus = de_quem(quem)
        if self.parados:
            meus = meus.filter(pk__in=comissao.parados(agora).values("pk"))
        meus = meus.select_related("reuniao")
        match self.situacao:
            case "atrasados":
                return meus.atrasados(agora)
            case "perguntados":
                return meus.por_decidir().filter(pedido__in=Pedido.objects.perguntados().values("pk"))
            case "decididos":
                return meus.decididos()
            case _:
                return meus.por_decidir()
