"""Os quadros de um painel: os mesmos números, uma linha por unidade, por serviço ou por turma."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import quote

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Count, DurationField, F, Q, Sum
from django.urls import reverse

from guia.models import Servico
from protocolo.prazos.atraso import vencida
from solicitacoes.chefia.ambito import Ambito
from solicitacoes.chefia.lista import DISSERAM, FEITOS, OS_SIGILOSOS, SIGILOSOS, VOLTARAM
from solicitacoes.chefia.painel import Periodo, duracao
from solicitacoes.consultas import SEM_TURMA
from solicitacoes.models import Turma
from solicitacoes.models.juntadas import TRATADAS
from solicitacoes.situacoes import Situacao


class Percentis(Aggregate):
    """Até quanto vai a metade, e até quanto vão nove em dez; de nenhum, nada."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    output_field = ArrayField(DurationField())


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
    reabertos: int = 0
    tempo: timedelta | None = None
    de_nove_em_dez: timedelta | None = None
    medidos: int = 0
    disseram: int = 0
    """Os pedidos de que, no período, se disse se foi resolvido; só nos quadros por serviço."""
    resolvidos: int = 0
    deram_nota: int = 0
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
    def em_palavras(self) -> str:
        return duracao(self.tempo) if self.tempo is not None else "–"

    @property
    def nove_em_dez(self) -> str:
        return duracao(self.de_nove_em_dez) if self.de_nove_em_dez is not None else ""


DAS_RESPOSTAS = {
    **{conta: Count("pk", distinct=True, filter=onde) for conta, (_, onde) in DISSERAM.items()},
    "notas": Count("satisfacoes__nota"),
    "soma_das_notas": Sum("satisfacoes__nota", default=0),
}
DO_PERIODO = ("entraram", "entraram_juntos", "sairam", "feitos", "reabertos")
CONTAS = ("abertos", "atrasados", "voltaram", *DO_PERIODO, *DAS_RESPOSTAS)


def por_unidade(ambito: Ambito, agora: datetime, periodo: Periodo) -> list[LinhaDoQuadro]:
    """Cada unidade do âmbito que tem o que contar, a de mais atrasados primeiro."""
    siglas = dict(ambito.quais.values_list("pk", "sigla"))

    def dizer(grupo: Mapping[str, Any]) -> tuple[str, str, str]:
        sigla = siglas[grupo["unidade"]]
        return sigla, f"unidade={quote(sigla)}", reverse("caixa:painel", args=[sigla])

    return _quadro(ambito, ("unidade",), agora, periodo, dizer)


def por_servico(ambito: Ambito, agora: datetime, periodo: Periodo) -> list[LinhaDoQuadro]:
    """Cada serviço que tem o que contar; juntos, os sigilosos, de hoje ou de quando se pediu."""
    servicos = Servico.objects.values_list("pk", "slug", "publicada__nome", "publicada__sigilosa")
    nomes = {
        pk: (OS_SIGILOSOS, SIGILOSOS) if sigilosa else (nome or slug, slug)
        for pk, slug, nome, sigilosa in servicos
    }

    def dizer(grupo: Mapping[str, Any]) -> tuple[str, str, str]:
        era_sigiloso = grupo["versao_servico__sigilosa"]
        nome, slug = (OS_SIGILOSOS, SIGILOSOS) if era_sigiloso else nomes[grupo["servico"]]
        return nome, f"servico={slug}", ""

    por, (de, ate) = ("servico", "versao_servico__sigilosa"), periodo.momentos
    ditas = ambito.pedidos.filter(satisfacoes__em__gte=de, satisfacoes__em__lt=ate).values(*por).order_by()
    return _quadro(ambito, por, agora, periodo, dizer, ditas.annotate(**DAS_RESPOSTAS))


def por_turma(ambito: Ambito, agora: datetime, periodo: Periodo) -> list[LinhaDoQuadro]:
    """De uma unidade, cada turma que tem o que contar, e os sem turma; nada se ela não tem turmas."""
    nomes = dict(Turma.objects.filter(unidade=ambito.unidade).values_list("pk", "nome"))
    if not nomes:
        return []
    sem_turma, dita = SEM_TURMA

    def dizer(grupo: Mapping[str, Any]) -> tuple[str, str, str]:
        turma = grupo["turma"]
        return (nomes[turma], f"turma={turma}", "") if turma else (dita, f"turma={sem_turma}", "")

    return _quadro(ambito, ("turma",), agora, periodo, dizer)


def _quadro(
    ambito: Ambito,
    por: Sequence[str],
    agora: datetime,
    periodo: Periodo,
    dizer: Callable[[Mapping[str, Any]], tuple[str, str, str]],
    *outras: Iterable[dict[str, Any]],
) -> list[LinhaDoQuadro]:
    """Duas leituras: os abertos, e os que se encerraram desde o começo do período; e as `outras`."""
    de, ate = periodo.momentos
    abriram = Q(aberta_em__gte=de, aberta_em__lt=ate)
    dos_dois = {
        "entraram": Count("pk", filter=abriram),
        "entraram_juntos": Count("pk", filter=abriram & ~TRATADAS),
        "reabertos": Count("pk", filter=Q(reaberta_em__gte=de, reaberta_em__lt=ate) & TRATADAS),
    }
    no_periodo = Q(encerrada_em__lt=ate) & TRATADAS
    finalizados = no_periodo & Q(situacao=Situacao.FINALIZADA)
    dos_abertos = ambito.pedidos.abertas().values(*por).order_by()
    dos_encerrados = ambito.pedidos.encerradas().filter(encerrada_em__gte=de).values(*por).order_by()
    leituras = (
        dos_abertos.annotate(
            abertos=Count("pk", filter=TRATADAS),
            atrasados=Count("pk", filter=TRATADAS & vencida(agora)),
            voltaram=Count("pk", filter=TRATADAS & VOLTARAM),
            **dos_dois,
        ),
        dos_encerrados.annotate(
            sairam=Count("pk", filter=no_periodo),
            feitos=Count("pk", filter=no_periodo & FEITOS),
            medidos=Count("pk", filter=finalizados),
            tempos=Percentis(F("encerrada_em") - F("aberta_em"), filter=finalizados),
            **dos_dois,
        ),
    )
    linhas: dict[str, LinhaDoQuadro] = {}
    for grupo in chain.from_iterable((*leituras, *outras)):
        nome, consulta, painel = dizer(grupo)
        linha = linhas.setdefault(consulta, LinhaDoQuadro(nome, consulta, painel))
        for conta in CONTAS:
            setattr(linha, conta, getattr(linha, conta) + grupo.get(conta, 0))
        if grupo.get("medidos", 0) > linha.medidos:  # dos sigilosos, o tempo do que mais se fez
            linha.medidos, (linha.tempo, linha.de_nove_em_dez) = grupo["medidos"], grupo["tempos"]
    cheias = (linha for linha in linhas.values() if any(getattr(linha, conta) for conta in CONTAS))
    return sorted(cheias, key=lambda linha: (-linha.atrasados, -linha.abertos, linha.nome))
