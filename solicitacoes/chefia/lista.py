"""A lista a que os números de um painel levam: pedidos de uma ou muitas unidades, sem endereço nem pessoa.

As condições são as mesmas com que o painel conta: o número e a lista não se separam.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from guia.models import Servico
from mesas import filtros as filtro
from mesas.filtros import comeco_do
from mesas.lista import ListaDeCasos, Vista, vistas_de_casos
from mesas.paginacao import Ordem
from roteamento.models import Unidade
from solicitacoes.chefia.ambito import Ambito
from solicitacoes.chefia.etapas import ETAPAS, medidos
from solicitacoes.consultas import do_servico, equipe_e_outros, filtro_de_turma, opcoes_de_turma
from solicitacoes.models import Satisfacao, Solicitacao, SolicitacaoQuerySet
from solicitacoes.situacoes import (
    ABERTAS,
    CUMPRIDOS,
    ENCERRADAS,
    NOMES_CURTOS,
    Desfecho,
    MotivoDeRecusa,
    Situacao,
)

TODOS = "todos"
VISTAS = {
    **vistas_de_casos(
        Vista("Todos os abertos", lambda pedidos, _agora: pedidos.abertas()),
        {situacao.value: NOMES_CURTOS[situacao] for situacao in ABERTAS},
        {situacao.value: NOMES_CURTOS[situacao] for situacao in ENCERRADAS},
        "Todos os encerrados",
    ),
    TODOS: Vista("Abertos ou encerrados", lambda pedidos, _agora: pedidos, Ordem("aberta_em")),
}

PARADOS = Q(parada_em__isnull=False)
VOLTARAM = Q(devolucoes__gt=0)
MUDARAM = Q(transferencias__gt=0)
FEITOS = Q(desfecho__in=CUMPRIDOS)
NO_PRAZO = FEITOS & Q(encerrada_em__lte=F("vence_em"))
RESULTADOS: dict[str, tuple[str, Q]] = {
    "feitos": ("Feitos", FEITOS),
    "no_prazo": ("Feitos no prazo", NO_PRAZO),
    "nao_feitos": ("Encerrados sem ter sido feitos", ~FEITOS),
    **{desfecho.value: (desfecho.label, Q(desfecho=desfecho)) for desfecho in Desfecho},
    "indeferido": ("Indeferido", Q(situacao=Situacao.INDEFERIDA, motivo_de_recusa="")),
    **{
        f"indeferido_{motivo.value}": (
            f"Indeferido: {motivo.label}",
            Q(situacao=Situacao.INDEFERIDA, motivo_de_recusa=motivo),
        )
        for motivo in MotivoDeRecusa
    },
    "cancelado": ("Cancelado pelo munícipe ou por falta de resposta", Q(situacao=Situacao.CANCELADA)),
}
"""Como um pedido acabou, pelo valor na URL: o nome e o que escolhe."""

_SIM = Satisfacao.SimOuNao.SIM
DISSERAM: dict[str, tuple[str, Q]] = {
    "disseram": ("Se foi resolvido", Q(satisfacoes__isnull=False)),
    "resolvidos": ("Que foi resolvido", Q(satisfacoes__resolveu=Satisfacao.Resolveu.SIM)),
    "deram_nota": ("A nota do atendimento", Q(satisfacoes__nota__isnull=False)),
    "falaram_do_tempo": ("Se foi no tempo dito", Q(satisfacoes__no_prazo__gt="")),
    "no_tempo": ("Que foi no tempo dito", Q(satisfacoes__no_prazo=_SIM)),
    "falaram_da_clareza": ("Se a resposta foi clara", Q(satisfacoes__clareza__gt="")),
    "claras": ("Que a resposta foi clara", Q(satisfacoes__clareza=_SIM)),
}
"""O que quem pediu disse depois do fim, pelo valor na URL: o nome e o que escolhe."""

SIGILOSOS = "sigilosos"
OS_SIGILOSOS = "Serviços sigilosos"
"""Acima da unidade não se diz de que serviço é um pedido sigiloso: o número levaria ao protocolo."""


def _do_servico(slug: str) -> Q:
    """O sigilo é o do pedido: o serviço pode ter deixado de ser sigiloso."""
    return Q(sigilosa=True) if slug == SIGILOSOS else do_servico(slug) & Q(sigilosa=False)


def _da_unidade(sigla: str) -> Q:
    return Q(unidade=Unidade.objects.filter(sigla=sigla).values("pk")[:1])


@dataclass(frozen=True)
class Pedidos(ListaDeCasos[SolicitacaoQuerySet]):
    """Combinam-se todos; os dias são os da abertura e os do encerramento."""

    busca: str = filtro.busca("Protocolo")
    situacao: str = filtro.vista(VISTAS)
    unidade: str = filtro.escolha("Unidade", vazia="Todas", onde=_da_unidade)
    servico: str = filtro.escolha("Serviço", onde=_do_servico)
    atrasadas: str = filtro.marca("Só atrasados")
    responsavel: str = filtro.responsavel()
    turma: str = filtro_de_turma()
    resultado: str = filtro.escolha(
        "Resultado",
        [(valor, nome) for valor, (nome, _) in RESULTADOS.items()],
        onde=lambda valor: RESULTADOS[valor][1],
        mais=True,
    )
    de: str = filtro.dia_desde("Abertos desde", "aberta_em", mais=True)
    ate: str = filtro.dia_ate("Abertos até", "aberta_em", mais=True)
    saiu_de: str = filtro.dia_desde("Encerrados desde", "encerrada_em", mais=True)
    saiu_ate: str = filtro.dia_ate("Encerrados até", "encerrada_em", mais=True)
    reaberto_de: str = filtro.dia_desde("Reabertos desde", "reaberta_em", mais=True)
    reaberto_ate: str = filtro.dia_ate("Reabertos até", "reaberta_em", mais=True)
    parados: str = filtro.marca("À espera do munícipe", onde=PARADOS, mais=True)
    voltaram: str = filtro.marca("Devolvidos por outra unidade", onde=VOLTARAM, mais=True)
    mudaram: str = filtro.marca("Que mudaram de unidade", onde=MUDARAM, mais=True)
    medidos: str = filtro.escolha(
        "Medidos na etapa",
        [(valor, nome) for valor, (nome, *_) in ETAPAS.items()],
        vazia="Nenhuma",
        mais=True,
    )
    disse: str = filtro.escolha(
        "Quem pediu disse",
        [(valor, nome) for valor, (nome, _) in DISSERAM.items()],
        vazia="Qualquer coisa",
        mais=True,
    )
    disse_de: str = filtro.dia("Disse desde", mais=True)
    disse_ate: str = filtro.dia("Disse até", mais=True)
    juntados: str = filtro.marca("Juntos com outro pedido", mais=True)
    com_juntados: str = filtro.marca("Também os juntos com outro pedido", mais=True)

    @staticmethod
    def trazer(primeiras: QuerySet[Solicitacao]) -> QuerySet[Solicitacao]:
        lidas = primeiras.select_related("versao_servico", "servico__publicada", "unidade", "distrito")
        return lidas.defer("descricao", "respostas", "rota")

    def que_se_tratam(self, casos: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
        if self.juntados:
            return casos.juntadas()
        if self.medidos:
            return medidos(casos.filter(*self._encerrados_no_periodo()), self.medidos)
        return casos if self.com_juntados else casos.principais()

    def condicoes(self) -> Iterator[Q]:
        """Quem abriu ou reabriu desde um dia não se encerrou antes: senão, leriam-se todos os encerrados."""
        yield from super().condicoes()
        desde = max(self.de, self.reaberto_de)
        if desde and not self.saiu_de:
            yield Q(encerrada_em=None) | Q(encerrada_em__gte=comeco_do(desde))
        if self.disse:
            yield Q(pk__in=Solicitacao.objects.filter(*self._do_que_se_disse()).values("pk"))

    def _encerrados_no_periodo(self) -> Iterator[Q]:
        if self.saiu_de:
            yield Q(encerrada_em__gte=comeco_do(self.saiu_de))
        if self.saiu_ate:
            yield Q(encerrada_em__lt=comeco_do(self.saiu_ate, depois=1))

    def _do_que_se_disse(self) -> Iterator[Q]:
        yield DISSERAM[self.disse][1]
        if self.disse_de:
            yield Q(satisfacoes__em__gte=comeco_do(self.disse_de))
        if self.disse_ate:
            yield Q(satisfacoes__em__lt=comeco_do(self.disse_ate, depois=1))

    def da_busca(self, _agora: datetime) -> Iterator[Q]:
        """Só pelo protocolo: a descrição e a rua são de quem trabalha na caixa."""
        if self.busca:
            procurado = self.protocolo_procurado
            yield Q(protocolo__startswith=procurado) if procurado else Q(pk=None)

    def opcoes(self, ambito: Ambito, hoje: date) -> dict[str, list[tuple[str, str]]]:
        """Os serviços com pedido aberto no âmbito e, de uma unidade, com quem estão; de muitas, quais são."""
        todos = ambito.pedidos.abertas().order_by()
        abertos = todos.values("servico").distinct()
        que_se_diz = Exists(todos.filter(servico=OuterRef("pk"), sigilosa=False))
        escolhido = Q(slug=self.servico, publicada__sigilosa=False)
        nomes = Servico.objects.filter(Q(que_se_diz, pk__in=abertos) | escolhido)
        servicos = nomes.order_by("publicada__nome").values_list("slug", "publicada__nome")
        opcoes: dict[str, Any] = {
            "servico": [*((slug, nome or slug) for slug, nome in servicos), (SIGILOSOS, OS_SIGILOSOS)]
        }
        if ambito.unidade:
            com_pedido = todos.exclude(responsavel=None).values("responsavel")
            pessoas = equipe_e_outros(ambito.unidade, hoje, com_pedido).values_list("pk", "nome")
            opcoes["responsavel"] = [(str(pk), nome) for pk, nome in pessoas]
            opcoes |= opcoes_de_turma(ambito.unidade)
        else:
            opcoes["unidade"] = [(sigla, sigla) for sigla in ambito.quais.values_list("sigla", flat=True)]
        return opcoes
