"""O painel, da unidade à cidade: o que está aberto e com quem, o que se encerrou e quanto cada etapa demora.

Os abertos de uma unidade contam-se agora, pelos índices da caixa; os de muitas, e o que se passou num
período, somam-se dos agregados (ADR 0082). O tempo por etapa é de uma amostra dos últimos. Quando se contam,
os números são os da lista a que cada um leva (`chefia.lista`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Sum, Value, When
from django.utils import timezone

from protocolo.prazos.atraso import vencida
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.models import Unidade
from solicitacoes.chefia import contados
from solicitacoes.chefia.ambito import Ambito
from solicitacoes.chefia.etapas import AMOSTRA, ETAPAS, ultimos_finalizados
from solicitacoes.chefia.lista import PARADOS, RESULTADOS, VOLTARAM
from solicitacoes.consultas import equipe_de, equipe_e_outros
from solicitacoes.models import Agregado, Solicitacao
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
M = Agregado.Medida
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


def abertos(ambito: Ambito, agora: datetime) -> Abertos:
    """A carga: a de uma unidade, de agora; a de muitas, de quando se contou."""
    if ambito.unidade:
        return _da_unidade(ambito, ambito.unidade, agora)
    hoje = timezone.localdate(agora)
    feito = Abertos(por_idade=_idades(hoje))
    sem_ninguem = ParteDoPainel("Ninguém", consulta=DE_NINGUEM)
    feito.por_pessoa = [sem_ninguem]
    onde: dict[str, tuple[Any, str]] = {
        M.PARADA: (feito, "parados"),
        M.DE_VOLTA: (feito, "voltaram"),
        M.SEM_NINGUEM: (sem_ninguem, "total"),
    }
    grupos = contados.do_ambito(ambito).da_medida(M.ABERTA, *onde).values("medida", "junta", "prazo", "dia")
    for grupo in grupos.annotate(total=Sum("n")).order_by():
        if grupo["medida"] != M.ABERTA:
            de_quem, nome = onde[grupo["medida"]]
            _somar(de_quem, nome, 0 if grupo["junta"] else grupo["total"])
        elif grupo["junta"]:
            feito.juntados += grupo["total"]
        else:
            for parte in (feito, feito.por_idade[_da_idade((hoje - grupo["dia"]).days)]):
                parte.total += grupo["total"]
                parte.atrasados += grupo["total"] if grupo["prazo"] in contados.ATRASADOS else 0
    return feito


def _somar(onde: Any, conta: str, quantos: int) -> None:
    setattr(onde, conta, getattr(onde, conta) + quantos)


def _da_idade(dias: int) -> int:
    """A ordem, em FAIXAS, da idade em dias."""
    return next((i for i, (ate, _) in enumerate(FAIXAS) if dias <= ate), len(FAIXAS))


def _da_unidade(ambito: Ambito, unidade: Unidade, agora: datetime) -> Abertos:
    """Uma leitura dos abertos e outra das pessoas."""
    hoje = timezone.localdate(agora)
    grupos = (
        ambito.pedidos.abertas()
        .values("responsavel", faixa=_faixa(agora))
        .annotate(
            total=Count("pk", filter=TRATADAS),
            juntados=Count("pk", filter=~TRATADAS),
            atrasados=Count("pk", filter=TRATADAS & vencida(agora)),
            parados=Count("pk", filter=TRATADAS & PARADOS),
            voltaram=Count("pk", filter=TRATADAS & VOLTARAM),
        )
        .order_by()
    )
    feito = Abertos()
    pessoas: dict[int | None, ParteDoPainel] = {None: ParteDoPainel("Ninguém", consulta=DE_NINGUEM)}
    idades = _idades(hoje)
    for grupo in grupos:
        for nome in ("total", "juntados", "atrasados", "parados", "voltaram"):
            _somar(feito, nome, grupo[nome])
        for parte in (pessoas.setdefault(grupo["responsavel"], ParteDoPainel("")), idades[grupo["faixa"]]):
            parte.total += grupo["total"]
            parte.atrasados += grupo["atrasados"]
    feito.por_idade, feito.por_pessoa = idades, _com_nomes(pessoas, unidade, hoje)
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
    """O que acabou no período, por resultado, numa leitura dos agregados."""
    medidas: dict[str, str] = {M.MUDADA: "mudaram", M.VOLTADA: "voltaram", M.PRORROGADA: "prorrogados"}
    somados = contados.do_ambito(ambito).entre(periodo.de, periodo.ate).da_medida(M.ENCERRADA, *medidas)
    grupos = somados.filter(junta=False).values("medida", "valor", "prazo").annotate(total=Sum("n"))
    feito, resultados = Encerrados(), Counter[str]()
    for grupo in grupos.order_by():
        resultado, total = grupo["valor"], grupo["total"]
        if grupo["medida"] != M.ENCERRADA:
            _somar(feito, medidas[grupo["medida"]], total)
            continue
        resultados[resultado] += total
        feito.total += total
        if resultado in CUMPRIDOS:
            feito.feitos += total
            feito.feitos_no_prazo += total if grupo["prazo"] in contados.A_TEMPO else 0
    for resultado, total in resultados.most_common():
        parte = ParteDoPainel(RESULTADOS[resultado][0], total, consulta=f"resultado={resultado}")
        feito.desfechos.append((parte, resultado in CUMPRIDOS))
    return feito


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
    ate = periodo.momentos[1]
    desde = comeco_do_dia(_dia_em_que_bastam(ambito, periodo))
    do_periodo = ambito.pedidos.filter(encerrada_em__gte=desde, encerrada_em__lt=ate)
    ultimos: Any = ultimos_finalizados(do_periodo)
    casos = list(ultimos.values("aberta_em", "pego", "comecado", "encerrada_em"))
    da_lista = {"situacao": Situacao.FINALIZADA.value, "saiu_de": periodo.de, "saiu_ate": periodo.ate}
    return [
        _etapa(nome, urlencode({**da_lista, "medidos": qual}), [(caso[comeco], caso[fim]) for caso in casos])
        for qual, (nome, comeco, fim) in ETAPAS.items()
    ]


def _dia_em_que_bastam(ambito: Ambito, periodo: Periodo) -> date:
    """O dia desde o qual, pelos agregados, os finalizados já enchem a amostra: os de antes não se leem."""
    finalizados = contados.do_ambito(ambito).filter(contados.FINALIZADA, importada=False)
    do_periodo = finalizados.entre(periodo.de, periodo.ate).values_list("dia").annotate(Sum("n"))
    faltam = AMOSTRA
    dia: date
    for dia, quantos in do_periodo.order_by("-dia"):
        faltam -= quantos
        if faltam <= 0:
            return dia
    return periodo.de


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
    mostrado = ("protocolo", "devolucoes", "aguarda_decisao_desde", "versao_servico__nome")
    return list(abertas.select_related("versao_servico").only(*mostrado).na_ordem_da_caixa()[:MOSTRADOS])
