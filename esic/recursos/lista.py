"""A lista de quem decide: os filtros da URL, os números do alto e os órgãos sem autoridade designada."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import QuerySet

from contas.autor import Autor
from contas.papeis import Papel
from esic.comissao import reunioes
from esic.models import Pedido, ReclamacaoPorOmissao, Recurso, RecursoQuerySet
from esic.situacoes import Instancia
from guia.models import Orgao
from mesas import filtros as filtro
from mesas.lista import Contador, Lista, Vista, contadores, opcoes_de_orgao
from mesas.paginacao import Ordem
from protocolo.prazos.atraso import vencida
from roteamento.designados import orgaos_sem

DOS_RECURSOS = {
    "": Vista("Por decidir", lambda recursos, _agora: recursos.por_decidir()),
    "atrasados": Vista("Só os atrasados", lambda recursos, agora: recursos.atrasados(agora)),
    "perguntados": Vista(
        "À espera de esclarecimento do órgão",
        lambda recursos, _agora: recursos.por_decidir().filter(
            pedido__in=Pedido.objects.perguntados().values("pk")
        ),
    ),
    "decididos": Vista(
        "Já decididos",
        lambda recursos, _agora: recursos.decididos(),
        Ordem("decidido_em", decrescente=True),
    ),
}
DAS_RECLAMACOES = {
    "": Vista("Por decidir", lambda todas, _agora: todas.filter(decidida_em=None)),
    "atrasados": Vista(
        "Só as atrasadas", lambda todas, agora: todas.filter(vencida(agora), decidida_em=None)
    ),
    "decididos": Vista(
        "Já decididas",
        lambda todas, _agora: todas.filter(decidida_em__isnull=False),
        Ordem("decidida_em", decrescente=True),
    ),
}


def de_quem(quem: Sequence[Autor]) -> RecursoQuerySet:
    """Os recursos das instâncias desta pessoa, em todos os papéis dela."""
    return reduce(or_, (Recurso.objects.de_quem_julga(por) for por in quem))


def sem_autoridade(hoje: date) -> list[Orgao]:
    """Os órgãos sem autoridade designada que têm recurso da 1ª instância por decidir."""
    parados = Recurso.objects.por_decidir().filter(instancia=Instancia.PRIMEIRA).values("pedido__orgao")
    return list(orgaos_sem(Papel.AUTORIDADE, hoje).filter(pk__in=parados))


def orgaos(quem: Sequence[Autor]) -> dict[str, list[tuple[str, str]]]:
    """Os órgãos para o filtro: só os da pessoa, se é só autoridade."""
    so_autoridade = all(por.papel == Papel.AUTORIDADE for por in quem)
    todos = Orgao.objects.all()
    return opcoes_de_orgao(todos.filter(pk__in=quem[0].orgaos) if so_autoridade else todos)


@dataclass(frozen=True)
class Recursos(Lista):
    """Os recursos das instâncias da pessoa."""

    que = ""

    situacao: str = filtro.vista(DOS_RECURSOS)
    orgao: str = filtro.escolha("Órgão", onde="pedido__orgao__sigla")
    sem_autoridade: str = filtro.marca("Só os de órgãos sem autoridade", tipo="oculto", so_com=filtro.SIM)
    parados: str = filtro.marca("Só os parados na Comissão", tipo="", so_com=filtro.SIM)

    def aplicar(
        self, quem: Sequence[Autor], agora: datetime, sem_ninguem: Sequence[Orgao]
    ) -> QuerySet[Any, Any]:
        """O que estes filtros escolhem, com o pedido, o órgão e a reunião."""
        if self.sem_autoridade:
            meus = Recurso.objects.filter(instancia=Instancia.PRIMEIRA, pedido__orgao__in=sem_ninguem)
        else:
            meus = de_quem(quem)
        if self.parados:
            meus = meus.filter(pk__in=reunioes.parados(agora).values("pk"))
        return self.escolher(meus, agora).select_related("reuniao", "pedido__orgao")


@dataclass(frozen=True)
class Reclamacoes(Lista):
    """As reclamações pela falta de resposta, que a Ouvidoria decide."""

    que: str = filtro.texto("Reclamações", tipo="oculto")
    situacao: str = filtro.vista(DAS_RECLAMACOES)
    orgao: str = filtro.escolha("Órgão", onde="pedido__orgao__sigla")

    def aplicar(self, _quem: Sequence[Autor], agora: datetime, _sem: Sequence[Orgao]) -> QuerySet[Any, Any]:
        """O que estes filtros escolhem, com o pedido e o órgão."""
        return self.escolher(ReclamacaoPorOmissao.objects.all(), agora).select_related("pedido__orgao")


def lista_de(parametros: Mapping[str, str]) -> type[Recursos | Reclamacoes]:
    """Qual das duas se pede (`que`): a dos recursos, se não se diz."""
    return Reclamacoes if parametros.get("que") == "reclamacoes" else Recursos


def numeros(quem: Sequence[Autor], agora: datetime) -> list[Contador]:
    """Os números do alto: os recursos e, à Comissão, os parados; à Ouvidoria, as reclamações."""
    ditos = {
        "": "recurso por decidir,recursos por decidir",
        "situacao=atrasados": "atrasado,atrasados",
    }
    papeis = {por.papel for por in quem}
    if Papel.CMAI in papeis:
        ditos["parados=sim"] = "parado na Comissão,parados na Comissão"
    if Papel.OUVIDORIA in papeis:
        ditos["que=reclamacoes"] = "reclamação por decidir,reclamações por decidir"
    return contadores(
        ditos, lambda consulta: lista_de(consulta).ler(consulta), lambda lida: lida.aplicar(quem, agora, ())
    )
