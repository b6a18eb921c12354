"""A lista do SIC: os filtros da URL, os números do alto e os órgãos por que ninguém responde."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from contas.autor import Autor
from contas.papeis import Papel
from esic.models import Pedido, PedidoQuerySet
from guia.models import Orgao
from mesas import filtros as filtro
from mesas.lista import DA_ULTIMA, Lista, Vista, opcoes_de_orgao, protocolo_em, quem_cuida
from mesas.paginacao import Ordem
from roteamento.designados import designados, orgaos_sem
from roteamento.models import Designacao

VISTAS = {
    "": Vista("Por responder", lambda pedidos, _agora: pedidos.sem_resposta()),
    "atrasados": Vista("Só os atrasados", lambda pedidos, agora: pedidos.vencidos(agora)),
    "cumprir": Vista("Por cumprir", lambda pedidos, _agora: pedidos.por_cumprir(), Ordem("cumprir_ate")),
    "perguntados": Vista("Quem decide perguntou", lambda pedidos, _agora: pedidos.perguntados()),
    "respondidos": Vista(
        "Respondidos, ainda abertos",
        lambda pedidos, _agora: pedidos.abertos().filter(respondido_em__isnull=False),
        Ordem("respondido_em", decrescente=True),
    ),
    "encerrados": Vista(
        "Encerrados", lambda pedidos, _agora: pedidos.filter(encerrada_em__isnull=False), DA_ULTIMA
    ),
}
"""Os por responder vão pelo prazo, o mais perto primeiro."""
CONTADORES = {
    "": "por responder",
    "situacao=atrasados": "atrasado,atrasados",
    "situacao=cumprir": "por cumprir",
    "situacao=perguntados": "pergunta de quem decide,perguntas de quem decide",
}
"""Os números do alto, pelo que contam."""
PALAVRAS = 5
"""Quantas palavras da busca se leem."""


def orgaos(por: Autor) -> dict[str, list[tuple[str, str]]]:
    """Os órgãos para o filtro: os da pessoa, ou todos à Ouvidoria."""
    todos = Orgao.objects.all()
    return opcoes_de_orgao(todos if por.papel == Papel.OUVIDORIA else todos.filter(pk__in=por.orgaos))


def equipe(por: Autor, hoje: date) -> dict[str, list[tuple[str, str]]]:
    """Quem responde pelos órgãos da pessoa, para o filtro; à Ouvidoria, quem responde por algum."""
    todos = designados(Papel.SIC, hoje)
    dos_seus = Designacao.objects.vigentes(hoje).no_papel([Papel.SIC]).filter(orgao__in=por.orgaos)
    deles = todos if por.papel == Papel.OUVIDORIA else todos.filter(pk__in=dos_seus.values("usuario"))
    return {"responsavel": [(str(pessoa.pk), pessoa.nome) for pessoa in deles]}


def sem_sic(hoje: date) -> list[Orgao]:
    """Os órgãos sem SIC que têm pedido por responder: só a Ouvidoria pode dar-lhes destino."""
    parados = Pedido.objects.sem_resposta().values("orgao")
    return list(orgaos_sem(Papel.SIC, hoje).filter(pk__in=parados))


@dataclass(frozen=True)
class MesaDoSic(Lista):
    """Os pedidos de informação dos órgãos da pessoa; à Ouvidoria, os de todos."""

    busca: str = filtro.busca("Protocolo ou palavras do pedido")
    situacao: str = filtro.vista(VISTAS)
    responsavel: str = filtro.responsavel()
    orgao: str = filtro.escolha("Órgão", onde="orgao__sigla")
    sem_sic: str = filtro.marca("Só os de órgãos sem SIC", tipo="oculto", so_com=filtro.SIM)

    def aplicar(
        self, pedidos: PedidoQuerySet, por: Autor, agora: datetime, sem_ninguem: Sequence[Orgao]
    ) -> PedidoQuerySet:
        """O que estes filtros escolhem. Quem procura um protocolo quer achá-lo, aberto ou não."""
        achado = not self.situacao and protocolo_em(self.busca)
        da_vista: PedidoQuerySet = pedidos if achado else self.vista.escolher(pedidos, agora)
        escolhidos = da_vista.filter(*self.condicoes(), *self.da_busca())
        if self.responsavel:
            escolhidos = escolhidos.filter(responsavel=quem_cuida(self.responsavel, por))
        escolhidos = escolhidos.select_related("orgao", "responsavel")
        return escolhidos.filter(orgao__in=sem_ninguem) if self.sem_sic else escolhidos

    def da_busca(self) -> Iterator[Q]:
        """O protocolo, inteiro ou só o começo; ou todas as palavras, no que se pede e no órgão."""
        if procurado := protocolo_em(self.busca):
            yield Q(protocolo__startswith=procurado)
            return
        for palavra in self.busca.split()[:PALAVRAS]:
            yield Q(texto__unaccent__icontains=palavra) | Q(orgao__nome__unaccent__icontains=palavra)
