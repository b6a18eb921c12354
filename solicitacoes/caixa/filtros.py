"""A caixa como lista: o que se pode perguntar dela e o que cada filtro escolhe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db.models import Case, Func, Q, TextField, Value, When

from guia.vetor_de_busca import CONFIGURACAO
from mesas import filtros as filtro
from mesas.filtros import comeco_do
from mesas.janela import Janela
from mesas.lista import DA_ULTIMA, ListaDeCasos, Vista, vistas_de_casos
from protocolo import numero
from protocolo.models import Canal
from roteamento.grade import Quadrado
from roteamento.localizacao.grafias import normalizar
from roteamento.models import Distrito, Unidade
from solicitacoes.caixa.lista import linhas
from solicitacoes.consultas import do_servico, filtro_de_turma
from solicitacoes.models import PedidoDeReabertura, Solicitacao, SolicitacaoQuerySet
from solicitacoes.models.juntadas import TRATADAS
from solicitacoes.models.solicitacoes import PALAVRAS_DA_DESCRICAO
from solicitacoes.no_mapa import dentro
from solicitacoes.situacoes import ABERTAS, ENCERRADAS, NOMES_CURTOS

VISTAS = vistas_de_casos(
    Vista(
        "Todos os abertos",
        lambda pedidos, _agora: pedidos.abertas(),
        colunas={"prazo": "vence_em", "pedido": "aberta_em"},
    ),
    {situacao.value: NOMES_CURTOS[situacao] for situacao in ABERTAS},
    {situacao.value: NOMES_CURTOS[situacao] for situacao in ENCERRADAS},
    "Todos os encerrados",
    colunas={"encerrado": "encerrada_em"},
)
PEDEM = "reabertura"
VISTAS = {
    **VISTAS,
    PEDEM: Vista(
        "Pedem que se reabra",
        lambda pedidos, _agora: pedidos.encerradas().filter(
            pk__in=PedidoDeReabertura.objects.por_decidir().values("pk")
        ),
        DA_ULTIMA,
        {"encerrado": "encerrada_em"},
    ),
}
"""Os pedidos que quem pediu diz que não foram resolvidos, à espera da decisão da chefia."""


ENCERRADOS, ABERTOS = 20_000, 300
"""Entre quantos um filtro procura de cada vez: ver se uma descrição tem uma palavra custa muito mais."""
SAIDA = ("saiu_de", "saiu_ate")


def _na_rua(procura: str) -> Q:
    """O nome da rua, ou uma parte dele, com ou sem o número; nenhum pedido se não sobra o que procurar."""
    rua = normalizar(procura)
    if not rua:
        return Q(pk=None)
    condicao = Q(logradouro_busca__contains=rua)
    if com_numero := re.fullmatch(r"(.+) (\d+)", rua):
        condicao |= Q(logradouro_busca__contains=com_numero[1], numero=com_numero[2])
    return condicao


def _com_o_numero(algarismos: str) -> Q:
    """O protocolo que começa assim, aberto ou não; ou o aberto que tem este pedaço, o que o índice acha."""
    comecam = Solicitacao.objects.filter(protocolo__startswith=algarismos).order_by()
    if len(algarismos) >= numero.TAMANHO:
        return Q(protocolo__startswith=algarismos)
    tem = Solicitacao.objects.abertas().filter(protocolo__contains=algarismos).order_by()
    return Q(pk__in=comecam.values("pk").union(tem.values("pk")))


def _na_descricao(procura: str) -> Q:
    """Todas as palavras, em qualquer ordem, sem acento e sem plural."""
    palavras = Func(Value(procura), function="public.guia_normalizar", output_field=TextField())
    return Q(SearchVectorExact(PALAVRAS_DA_DESCRICAO, SearchQuery(palavras, config=CONFIGURACAO)))


def _do_distrito(codigo: str) -> Q:
    return Q(distrito=Distrito.objects.filter(codigo=codigo).values("pk")[:1])


def _com_iguais(_sim: str) -> Q:
    juntadas = Solicitacao.objects.abertas().filter(principal__isnull=False)
    return Q(pk__in=juntadas.values("principal"))


def _com_mensagem(_sim: str) -> Q:
    """Os pedidos em que se trata o que o munícipe escreveu: a mensagem do juntado está no principal."""
    tratado = Case(When(~TRATADAS, then="principal"), default="pk")
    escritas = Solicitacao.objects.com_mensagem_por_ler().annotate(tratado=tratado)
    return Q(pk__in=escritas.values("tratado"))


ORDENS = [
    ("-prazo", "do prazo mais longe ao mais perto"),
    ("pedido", "do pedido mais antigo ao mais novo"),
    ("-pedido", "do pedido mais novo ao mais antigo"),
    ("encerrado", "do encerrado há mais tempo ao último"),
]


@dataclass(frozen=True)
class Caixa(ListaDeCasos[SolicitacaoQuerySet]):
    """Combinam-se todos; `de` e `ate` são dias da abertura."""

    trazer = staticmethod(linhas)

    busca: str = filtro.busca("Protocolo, rua ou descrição")
    situacao: str = filtro.vista(VISTAS)
    servico: str = filtro.escolha("Serviço", onde=do_servico)
    distrito: str = filtro.escolha("Distrito", forma=r"[1-9]\d{0,3}", onde=_do_distrito)
    responsavel: str = filtro.responsavel()
    turma: str = filtro_de_turma()
    atrasadas: str = filtro.marca("Só atrasados")
    escreveu: str = filtro.marca("Com mensagem por ler", onde=_com_mensagem, mais=True)
    rua: str = filtro.texto("Só nesta rua", frase="rua “{}”", onde=_na_rua, mais=True)
    de: str = filtro.dia_desde("Abertos desde", "aberta_em", mais=True)
    ate: str = filtro.dia_ate("Abertos até", "aberta_em", mais=True)
    saiu_de: str = filtro.dia_desde("Encerrados desde", "encerrada_em", mais=True)
    saiu_ate: str = filtro.dia_ate("Encerrados até", "encerrada_em", mais=True)
    canal: str = filtro.escolha("Canal", Canal.choices, onde="canal", mais=True)
    foto: str = filtro.marca("Com foto", onde=Q(com_foto=True), mais=True)
    reabertas: str = filtro.marca("Reabertos", onde=Q(reaberta_em__isnull=False), mais=True)
    iguais: str = filtro.marca("Com iguais", onde=_com_iguais, mais=True)
    ordem: str = filtro.ordem(ORDENS)
    quadrado: str = filtro.texto(
        "Lugar do mapa",
        tipo="oculto",
        frase="num só lugar do mapa",
        onde=lambda escrito: dentro(Quadrado.ler(escrito)),
    )
    sem_ponto: str = filtro.marca("Sem ponto no mapa", tipo="oculto", onde=Q(lat=None))

    SO_DAS_ABERTAS = ("atrasadas", "quadrado", "sem_ponto")

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Self:
        """Os filtros da URL; os dias do encerramento são só dos encerrados."""
        lida = super().ler(parametros)
        if lida.das_encerradas:
            return lida
        return replace(lida, saiu_de="", saiu_ate="")

    def janela(self, unidade: Unidade, escolhidas: SolicitacaoQuerySet) -> Janela | None:
        """Entre que pedidos se procura de cada vez; entre todos, de um protocolo e dos que pedem.

        Nos abertos só a precisam o que se escreveu e a rua: o resto está no índice da caixa. Nos encerrados,
        o dia do encerramento, e o da abertura, que não é depois dele, põem-na no lugar certo.
        """
        da_caixa = Solicitacao.objects.da_unidade(unidade)
        poucas = self.protocolo_procurado or self.situacao == PEDEM
        if poucas or not (self.das_encerradas or self.busca or self.rua):
            return None
        if not self.das_encerradas:
            return Janela(da_caixa.abertas(), ABERTOS, escolhidas)
        dias = [self.filtros()[nome].condicao(self.usados[nome]) for nome in SAIDA if nome in self.usados]
        if self.de:
            dias.append(Q(encerrada_em__gte=comeco_do(self.de)))
        return Janela(da_caixa.encerradas().filter(*dias), ENCERRADOS)

    def que_se_tratam(self, casos: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
        """O encerrado já não segue ninguém, ainda que o principal dele esteja aberto."""
        return casos if self.das_encerradas else casos.principais()

    def da_busca(self, _agora: datetime) -> Iterator[Q]:
        """Protocolo ou um pedaço dele; ou o endereço e, nas abertas, o que a descrição diz."""
        if self.protocolo_procurado:
            yield _com_o_numero(self.protocolo_procurado)
        elif self.busca:
            na_rua = _na_rua(self.busca)
            yield na_rua if self.das_encerradas else na_rua | _na_descricao(self.busca)
