"""Os quadros de um painel: os mesmos números, uma linha por unidade, por serviço ou por turma."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import quote

from django.db.models import Count, F, IntegerField, Q, Sum
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse

from guia.models import Servico
from protocolo.prazos.atraso import vencida
from solicitacoes.chefia import contados
from solicitacoes.chefia.ambito import Ambito
from solicitacoes.chefia.contados import M
from solicitacoes.chefia.lista import FEITOS, OS_SIGILOSOS, SIGILOSOS, VOLTARAM
from solicitacoes.chefia.painel import Periodo
from solicitacoes.consultas import SEM_TURMA
from solicitacoes.models import Turma
from solicitacoes.models.juntadas import TRATADAS
from solicitacoes.previsao.duracoes import METADE, NOVE_EM_DEZ, Duracoes
from solicitacoes.situacoes import Situacao

type Grupos = Iterable[dict[str, Any]]
type Dizer = Callable[[Mapping[str, Any]], tuple[str, str, str]]
"""De um grupo, o nome, a consulta da lista e o endereço do painel."""


@dataclass(slots=True)
class LinhaDoQuadro:
    """Uma unidade, serviço ou turma: `consulta` é o que a escolhe na lista; `painel`, o endereço do seu."""

    nome: str
    consulta: str
    painel: str = ""
    abertos: int = 0
    atrasados: int = 0
    voltaram: int = 0
    entraram: int = 0
    """Todos os que se pediram no período e hoje estão aqui, também os juntos com outro."""
    entraram_juntos: int = 0
    sairam: int = 0
    feitos: int = 0
    """Dos que saíram, os que se fizeram."""
    reaberturas: int = 0
    tempos: Duracoes = field(default_factory=Duracoes)
    """Quantos finalizados levaram tantos dias."""
    disseram: int = 0
    """As respostas do período a “foi resolvido?”; só nos quadros por serviço."""
    resolvidos: int = 0
    notas: int = 0
    soma_das_notas: int = 0
    falaram_do_tempo: int = 0
    no_tempo: int = 0
    falaram_da_clareza: int = 0
    claras: int = 0

    @property
    def nota_media(self) -> float:
        return self.soma_das_notas / self.notas

    @property
    def tempo(self) -> int | None:
        """Até quantos dias leva a metade."""
        return self.tempos.em_que_dia(METADE)

    @property
    def de_nove_em_dez(self) -> int | None:
        return self.tempos.em_que_dia(NOVE_EM_DEZ)

    @property
    def em_palavras(self) -> str:
        return _dias(self.tempo) or "–"

    @property
    def nove_em_dez(self) -> str:
        return _dias(self.de_nove_em_dez)


def _dias(quantos: int | None) -> str:
    if not quantos:
        return "" if quantos is None else "no mesmo dia"
    return "1 dia" if quantos == 1 else f"{quantos} dias"


DO_PERIODO = {
    "entraram": Q(medida=M.PEDIDA),
    "entraram_juntos": Q(medida=M.PEDIDA, junta=True),
    "sairam": contados.SAIRAM,
    "feitos": contados.FEITOS,
    "reaberturas": Q(medida=M.REABERTA, junta=False),
    "disseram": Q(medida=M.RESOLVIDO),
    "resolvidos": Q(medida=M.RESOLVIDO, valor="sim"),
    "notas": Q(medida=M.NOTA),
    "falaram_do_tempo": Q(medida=M.NO_TEMPO),
    "no_tempo": Q(medida=M.NO_TEMPO, valor="sim"),
    "falaram_da_clareza": Q(medida=M.CLAREZA),
    "claras": Q(medida=M.CLAREZA, valor="sim"),
}
"""As contas que se somam dos agregados, e que linhas deles cada uma soma."""
MEDIDAS = (M.PEDIDA, M.ENCERRADA, M.REABERTA, M.RESOLVIDO, M.NOTA, M.NO_TEMPO, M.CLAREZA)
ABERTOS = {
    "abertos": Q(medida=M.ABERTA),
    "atrasados": Q(medida=M.ABERTA, prazo__in=contados.ATRASADOS),
    "voltaram": Q(medida=M.DE_VOLTA),
}
"""Dos que se tratam, de qualquer dia, como estavam quando se contou."""
CONTAS = (*ABERTOS, *DO_PERIODO, "soma_das_notas")


def por_unidade(ambito: Ambito, periodo: Periodo) -> list[LinhaDoQuadro]:
    """Cada unidade do âmbito que tem o que contar, a de mais atrasados primeiro."""
    siglas = dict(ambito.quais.values_list("pk", "sigla"))

    def dizer(grupo: Mapping[str, Any]) -> tuple[str, str, str]:
        sigla = siglas[grupo["unidade"]]
        return sigla, f"unidade={quote(sigla)}", reverse("caixa:painel", args=[sigla])

    return _dos_agregados(ambito, ("unidade",), periodo, dizer)


def por_servico(ambito: Ambito, periodo: Periodo) -> list[LinhaDoQuadro]:
    """Cada serviço que tem o que contar; juntos, os sigilosos, de hoje ou de quando se pediu."""
    servicos = Servico.objects.values_list("pk", "slug", "publicada__nome")
    nomes = {pk: (nome or slug, slug) for pk, slug, nome in servicos}

    def dizer(grupo: Mapping[str, Any]) -> tuple[str, str, str]:
        nome, slug = (OS_SIGILOSOS, SIGILOSOS) if grupo["sigilosa"] else nomes[grupo["servico"]]
        return nome, f"servico={slug}", ""

    return _dos_agregados(ambito, ("servico", "sigilosa"), periodo, dizer)


def por_turma(ambito: Ambito, agora: datetime, periodo: Periodo) -> list[LinhaDoQuadro]:
    """De uma unidade, cada turma que tem o que contar, e os sem turma; nada se ela não tem turmas.

    Dos pedidos, um a um: os agregados não conhecem turmas.
    """
    nomes = dict(Turma.objects.filter(unidade=ambito.unidade).values_list("pk", "nome"))
    if not nomes:
        return []
    sem_turma, dita = SEM_TURMA

    def dizer(grupo: Mapping[str, Any]) -> tuple[str, str, str]:
        turma = grupo["turma"]
        return (nomes[turma], f"turma={turma}", "") if turma else (dita, f"turma={sem_turma}", "")

    return _linhas(dizer, *_das_turmas(ambito, agora, periodo))


def _das_turmas(ambito: Ambito, agora: datetime, periodo: Periodo) -> tuple[Grupos, Grupos]:
    """As contas e os tempos."""
    de, ate = periodo.momentos
    abriram = Q(aberta_em__gte=de, aberta_em__lt=ate)
    dos_dois = {
        "entraram": Count("pk", filter=abriram),
        "entraram_juntos": Count("pk", filter=abriram & ~TRATADAS),
        "reaberturas": Count("pk", filter=Q(reaberta_em__gte=de, reaberta_em__lt=ate) & TRATADAS),
    }
    no_periodo = Q(encerrada_em__lt=ate) & TRATADAS
    encerrados = ambito.pedidos.encerradas().filter(encerrada_em__gte=de)
    finalizados = encerrados.filter(no_periodo, situacao=Situacao.FINALIZADA).values("turma").order_by()
    abertos: Any = ambito.pedidos.abertas().values("turma").order_by()
    abertos = abertos.annotate(
        abertos=Count("pk", filter=TRATADAS),
        atrasados=Count("pk", filter=TRATADAS & vencida(agora)),
        voltaram=Count("pk", filter=TRATADAS & VOLTARAM),
        **dos_dois,
    )
    sairam: Any = encerrados.values("turma").order_by()
    sairam = sairam.annotate(
        sairam=Count("pk", filter=no_periodo), feitos=Count("pk", filter=no_periodo & FEITOS), **dos_dois
    )
    dias = TruncDate("encerrada_em") - TruncDate("aberta_em")
    tempos = finalizados.annotate(levou=dias).values("turma", "levou").annotate(total=Count("pk"))
    em_dias = ({**grupo, "tempo": grupo["levou"].days} for grupo in tempos)
    return chain(abertos, sairam), em_dias


def _dos_agregados(
    ambito: Ambito, por: tuple[str, ...], periodo: Periodo, dizer: Dizer
) -> list[LinhaDoQuadro]:
    """Os abertos, numa leitura; o período, noutra; e os dias que levou, noutra."""
    somados = contados.do_ambito(ambito).order_by()
    do_periodo = somados.entre(periodo.de, periodo.ate)
    abertos = somados.filter(junta=False).da_medida(M.ABERTA, M.DE_VOLTA)
    notas = Sum(F("n") * Cast("valor", IntegerField()), filter=Q(medida=M.NOTA), default=0)
    contas = (
        abertos.values(*por).annotate(**_somas(ABERTOS)),
        do_periodo.da_medida(*MEDIDAS).values(*por).annotate(**_somas(DO_PERIODO), soma_das_notas=notas),
    )
    finalizados = do_periodo.filter(contados.FINALIZADA, junta=False)
    tempos = finalizados.values(*por, "tempo").annotate(total=Sum("n"))
    return _linhas(dizer, chain.from_iterable(contas), tempos)


def _somas(contas: Mapping[str, Q]) -> dict[str, Sum]:
    return {conta: Sum("n", filter=onde, default=0) for conta, onde in contas.items()}


def _linhas(dizer: Dizer, contas: Grupos, tempos: Grupos) -> list[LinhaDoQuadro]:
    linhas: dict[str, LinhaDoQuadro] = {}

    def da(grupo: Mapping[str, Any]) -> LinhaDoQuadro:
        nome, consulta, painel = dizer(grupo)
        return linhas.setdefault(consulta, LinhaDoQuadro(nome, consulta, painel))

    for grupo in contas:
        linha = da(grupo)
        for conta in grupo.keys() & CONTAS:
            setattr(linha, conta, getattr(linha, conta) + grupo[conta])
    for grupo in tempos:
        da(grupo).tempos.terminaram[grupo["tempo"]] += grupo["total"]
    cheias = (linha for linha in linhas.values() if any(getattr(linha, conta) for conta in CONTAS))
    return sorted(cheias, key=lambda linha: (-linha.atrasados, -linha.abertos, linha.nome))
