"""O painel, da unidade à cidade: o que está aberto e com quem, o que se encerrou e quanto cada etapa demora.

Tudo é de um âmbito, pelos índices da caixa: os abertos e os encerrados do período, numa leitura cada; o tempo
por etapa, numa amostra dos últimos. As condições são as da lista a que cada número leva (`chefia.lista`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils import timezone

from protocolo.prazos.atraso import vencida
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.models import Unidade
from solicitacoes.chefia.ambito import Ambito
from solicitacoes.chefia.etapas import ETAPAS, ultimos_finalizados
from solicitacoes.chefia.lista import (
    FEITOS,
    MUDARAM,
    NO_PRAZO,
    PARADOS,
    RESULTADOS,
    VOLTARAM,
)
from solicitacoes.consultas import equipe_de, equipe_e_outros
from solicitacoes.models import Solicitacao
from solicitacoes.models.juntadas import TRATADAS
from solicitacoes.situacoes import CUMPRIDOS, Situacao

FAIXAS = (
    (7, "Até 7 dias"),
    (15, "De 8 a 15 dias"),
    (30, "De 16 a 30 dias"),
    (60, "De 31 a 60 dias"),
    (90, "De 61 a 90 dias"),
)
"""Há quantos dias, no máximo, o pedido foi aberto."""
MAIS_ANTIGOS = "Mais de 90 dias"
MOSTRADOS = 10
"""Quantos dos que voltaram a página lista."""
DE_NINGUEM = "responsavel=ninguem"
UMA_HORA, DOIS_DIAS = timedelta(hours=1), timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Periodo:
    """Dias incluídos, no relógio da cidade."""

    de: date
    ate: date

    @property
    def momentos(self) -> tuple[datetime, datetime]:
        """Do começo do primeiro dia ao começo do dia seguinte ao último."""
        return comeco_do_dia(self.de), comeco_do_dia(self.ate + timedelta(days=1))


@dataclass(slots=True)
class ParteDoPainel:
    """Uma barra do painel: `consulta` é o que a escolhe na lista."""

    nome: str
    total: int = 0
    atrasados: int = 0
    consulta: str = ""
    fora: bool = False
    """De quem já não trabalha na unidade."""


@dataclass(slots=True)
class Abertos:
    """O que se trata agora; os juntados a outro pedido contam à parte."""

    total: int = 0
    atrasados: int = 0
    parados: int = 0
    voltaram: int = 0
    juntados: int = 0
    prorrogados: int = 0
    """Dos abertos, os que se prorrogaram no período."""
    por_pessoa: list[ParteDoPainel] = field(default_factory=list)
    por_idade: list[ParteDoPainel] = field(default_factory=list)

    @property
    def sem_responsavel(self) -> int:
        return sum(parte.total for parte in self.por_pessoa if parte.consulta == DE_NINGUEM)

    @property
    def maior_carga(self) -> int:
        return max([1, *(parte.total for parte in self.por_pessoa)])

    @property
    def maior_faixa(self) -> int:
        return max([1, *(parte.total for parte in self.por_idade)])


@dataclass(slots=True)
class Encerrados:
    """O que acabou no período. `feitos` são só os CUMPRIDOS."""

    total: int = 0
    feitos: int = 0
    feitos_no_prazo: int = 0
    voltaram: int = 0
    mudaram: int = 0
    prorrogados: int = 0
    desfechos: list[tuple[ParteDoPainel, bool]] = field(default_factory=list)
    """Cada resultado e se ele conta como feito."""

    @property
    def nao_feitos(self) -> int:
        return self.total - self.feitos


def abertos(ambito: Ambito, agora: datetime, periodo: Periodo) -> Abertos:
    """A carga de agora, numa leitura dos abertos e, de uma unidade, outra das pessoas."""
    hoje, (de, ate) = timezone.localdate(agora), periodo.momentos
    grupos = (
        ambito.pedidos.abertas()
        .values("responsavel", faixa=_faixa(agora))
        .annotate(
            total=Count("pk", filter=TRATADAS),
            juntados=Count("pk", filter=~TRATADAS),
            atrasados=Count("pk", filter=TRATADAS & vencida(agora)),
            parados=Count("pk", filter=TRATADAS & PARADOS),
            voltaram=Count("pk", filter=TRATADAS & VOLTARAM),
            prorrogados=Count("pk", filter=Q(prorrogada_em__gte=de, prorrogada_em__lt=ate)),
        )
        .order_by()
    )
    feito = Abertos()
    pessoas: dict[int | None, ParteDoPainel] = {None: ParteDoPainel("Ninguém", consulta=DE_NINGUEM)}
    idades = _idades(hoje)
    for grupo in grupos:
        for nome in ("total", "juntados", "atrasados", "parados", "voltaram", "prorrogados"):
            setattr(feito, nome, getattr(feito, nome) + grupo[nome])
        for parte in (pessoas.setdefault(grupo["responsavel"], ParteDoPainel("")), idades[grupo["faixa"]]):
            parte.total += grupo["total"]
            parte.atrasados += grupo["atrasados"]
    feito.por_idade = idades
    feito.por_pessoa = _com_nomes(pessoas, ambito.unidade, hoje) if ambito.unidade else [pessoas[None]]
    return feito


def carga(unidade: Unidade, de: str) -> dict[int | None, int]:
    """Quantos pedidos abertos a tratar cada responsável, ou cada turma, tem nesta caixa."""
    abertas = Solicitacao.objects.abertas().principais().filter(unidade=unidade)
    return dict(abertas.values_list(de).annotate(quantos=Count("pk")).order_by())


def _idades(hoje: date) -> list[ParteDoPainel]:
    """As faixas, da mais nova à mais antiga, com os dias da abertura que a lista pergunta."""
    partes, ate = [], ""
    for dias, nome in FAIXAS:
        desde = hoje - timedelta(days=dias)
        partes.append(ParteDoPainel(nome, consulta=f"de={desde}{ate}"))
        ate = f"&ate={desde - timedelta(days=1)}"
    return [*partes, ParteDoPainel(MAIS_ANTIGOS, consulta=ate.removeprefix("&"))]


def _faixa(agora: datetime) -> Case:
    """A ordem, em FAIXAS, da idade do pedido em dias do calendário."""
    comeco = comeco_do_dia(timezone.localdate(agora))
    casos = [
        When(aberta_em__gte=comeco - timedelta(days=dias), then=Value(i))
        for i, (dias, _) in enumerate(FAIXAS)
    ]
    return Case(*casos, default=Value(len(FAIXAS)), output_field=IntegerField())


def _com_nomes(pessoas: dict[int | None, ParteDoPainel], unidade: Unidade, hoje: date) -> list[ParteDoPainel]:
    """Toda a equipe, mesmo sem pedido, e quem saiu e ainda tem algum; quem tem mais vem primeiro."""
    quem = equipe_e_outros(unidade, hoje, [pk for pk in pessoas if pk])
    da_equipe = set(equipe_de(unidade, hoje).values_list("pk", flat=True))
    for pk, nome in quem.values_list("pk", "nome"):
        parte = pessoas.setdefault(pk, ParteDoPainel(""))
        parte.nome, parte.consulta, parte.fora = nome, f"responsavel={pk}", pk not in da_equipe
    sem_ninguem = pessoas.pop(None)
    em_ordem = sorted(pessoas.values(), key=lambda parte: (-parte.total, parte.nome))
    return [*em_ordem, sem_ninguem] if sem_ninguem.total else em_ordem


def encerrados(ambito: Ambito, periodo: Periodo) -> Encerrados:
    """O que acabou no período, por resultado, numa leitura."""
    de, ate = periodo.momentos
    grupos = (
        ambito.pedidos.encerradas()
        .principais()
        .filter(encerrada_em__gte=de, encerrada_em__lt=ate)
        .values("situacao", "desfecho", "motivo_de_recusa")
        .annotate(
            total=Count("pk"),
            feitos=Count("pk", filter=FEITOS),
            feitos_no_prazo=Count("pk", filter=NO_PRAZO),
            voltaram=Count("pk", filter=VOLTARAM),
            mudaram=Count("pk", filter=MUDARAM),
            prorrogados=Count("pk", filter=Q(prorrogada_em__gte=de, prorrogada_em__lt=ate)),
        )
        .order_by("-total")
    )
    feito = Encerrados()
    for grupo in grupos:
        for nome in ("total", "feitos", "feitos_no_prazo", "voltaram", "mudaram", "prorrogados"):
            setattr(feito, nome, getattr(feito, nome) + grupo[nome])
        resultado = _resultado(grupo)
        parte = ParteDoPainel(RESULTADOS[resultado][0], grupo["total"], consulta=f"resultado={resultado}")
        feito.desfechos.append((parte, grupo["desfecho"] in CUMPRIDOS))
    return feito


SEM_DESFECHO = {Situacao.INDEFERIDA: "indeferido", Situacao.CANCELADA: "cancelado"}


def _resultado(grupo: Mapping[str, Any]) -> str:
    """Em RESULTADOS, o desfecho, o motivo da recusa ou a desistência."""
    if grupo["desfecho"]:
        return str(grupo["desfecho"])
    resultado, motivo = SEM_DESFECHO[grupo["situacao"]], grupo["motivo_de_recusa"]
    return f"{resultado}_{motivo}" if motivo else resultado


@dataclass(frozen=True, slots=True)
class Etapa:
    """Quanto demoram metade dos pedidos, e nove em dez, numa etapa; em quantos se mediu, e a lista deles."""

    nome: str
    consulta: str
    medidos: int
    tempo: timedelta | None
    de_nove_em_dez: timedelta | None

    @property
    def em_palavras(self) -> str:
        return duracao(self.tempo) if self.tempo is not None else "sem pedidos para medir"

    @property
    def nove_em_dez(self) -> str:
        return duracao(self.de_nove_em_dez) if self.de_nove_em_dez is not None else "–"


def etapas(ambito: Ambito, periodo: Periodo) -> list[Etapa]:
    """A metade e os nove em dez de cada etapa, nos últimos finalizados do período."""
    de, ate = periodo.momentos
    do_periodo = ambito.pedidos.filter(encerrada_em__gte=de, encerrada_em__lt=ate)
    ultimos: Any = ultimos_finalizados(do_periodo)
    casos = list(ultimos.values("aberta_em", "pego", "comecado", "encerrada_em"))
    da_lista = {"situacao": Situacao.FINALIZADA.value, "saiu_de": periodo.de, "saiu_ate": periodo.ate}
    return [
        _etapa(nome, urlencode({**da_lista, "medidos": qual}), [(caso[comeco], caso[fim]) for caso in casos])
        for qual, (nome, comeco, fim) in ETAPAS.items()
    ]


def _etapa(nome: str, consulta: str, pares: Iterable[tuple[datetime | None, datetime | None]]) -> Etapa:
    tempos = [fim - comeco for comeco, fim in pares if comeco and fim and fim >= comeco]
    if not tempos:
        return Etapa(nome, consulta, 0, None, None)
    segundos = [tempo.total_seconds() for tempo in tempos]
    nove = quantiles(segundos, n=10, method="inclusive")[-1] if len(segundos) > 1 else segundos[0]
    return Etapa(nome, consulta, len(tempos), timedelta(seconds=median(segundos)), timedelta(seconds=nove))


def duracao(tempo: timedelta) -> str:
    """ "menos de 1 hora", "5 horas", "3 dias": o bastante para comparar."""
    if tempo < UMA_HORA:
        return "menos de 1 hora"
    if tempo < DOIS_DIAS:
        horas = round(tempo / UMA_HORA)
        return "1 hora" if horas == 1 else f"{horas} horas"
    return f"{round(tempo / timedelta(days=1))} dias"


def que_voltaram(unidade: Unidade) -> list[Solicitacao]:
    """Os primeiros abertos, na ordem da caixa, que outra unidade devolveu ou que já se devolveram."""
    abertas = Solicitacao.objects.abertas().principais().filter(unidade=unidade, devolucoes__gt=0)
    lidas = abertas.select_related("versao_servico", "responsavel").defer("descricao", "respostas", "rota")
    return list(lidas.na_ordem_da_caixa()[:MOSTRADOS])
