"""Os números da supervisão: quem atende agora, e o que se atendeu num período, somado."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Max, QuerySet, Sum

from atendimento.consultas import FAIXA, Conta, Lugares, contas
from atendimento.models import Atendimento, AtendimentoQuerySet, ContaDoDia, RegraDoAtendimento
from atendimento.situacoes import Resultado
from contas.models import Usuario
from guia.models import Servico
from protocolo.models import Canal
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.models import Unidade

M = ContaDoDia.Medida
MOSTRADOS = 20
"""Serviços e pessoas que a página mostra; a planilha leva todos."""
AGORA = 50
"""Dos abertos, quantos se mostram, os há mais tempo primeiro."""
PERIODOS = {"hoje": ("Hoje", 1), "semana": ("7 dias", 7), "mes": ("30 dias", 30)}
HOJE = "hoje"


@dataclass(frozen=True, slots=True)
class Periodo:
    """Do primeiro ao último dia, que é sempre hoje."""

    nome: str
    de: date
    ate: date

    @classmethod
    def ler(cls, pedido: str, hoje: date) -> Periodo:
        """O que a URL pede; desconhecido, o dia de hoje."""
        nome = pedido if pedido in PERIODOS else HOJE
        return cls(nome, hoje - timedelta(days=PERIODOS[nome][1] - 1), hoje)

    @property
    def consulta(self) -> str:
        """O que leva o período à lista."""
        return f"de={self.de}&ate={self.ate}"


@dataclass(frozen=True, slots=True)
class ParteDoQuadro:
    """Uma linha de um quadro: o nome, quantos, e o que leva à lista dos que se contaram."""

    nome: str
    quantos: int
    consulta: str = ""
    a_mais: int = 0
    """Uma segunda conta da mesma linha: das buscas, as que não acharam."""
    destaca: bool = False


@dataclass(frozen=True)
class Numeros:
    """As contas de um período nuns lugares."""

    por_medida: dict[str, Counter[str]]
    por_lugar: Counter[int]
    segundos: int
    nomes: dict[str, dict[str, str]] = field(default_factory=dict)
    limite_de_buscas: int = 0

    @cached_property
    def total(self) -> int:
        return self.por_medida[M.CANAL].total()

    @cached_property
    def sem_resultado(self) -> int:
        return self.por_medida[M.RESULTADO][""]

    @cached_property
    def medio(self) -> timedelta | None:
        """O tempo médio dos que acabaram com resultado."""
        com_fim = self.por_medida[M.RESULTADO].total() - self.sem_resultado
        return timedelta(seconds=round(self.segundos / com_fim)) if com_fim else None

    @cached_property
    def mediano(self) -> timedelta | None:
        """Metade acabou em até isto, com a folga de uma faixa."""
        faixas = sorted((int(faixa), quantos) for faixa, quantos in self.por_medida[M.DURACAO].items())
        metade, vistos = sum(quantos for _, quantos in faixas) / 2, 0
        for faixa, quantos in faixas:
            vistos += quantos
            if vistos >= metade:
                return timedelta(seconds=(faixa + 1) * FAIXA)
        return None

    @property
    def canais(self) -> list[ParteDoQuadro]:
        return self._partes(M.CANAL, {um.value: um.label for um in Canal})

    @property
    def resultados(self) -> list[ParteDoQuadro]:
        partes = self._partes(M.RESULTADO, {um.value: um.label for um in Resultado})
        return [parte for parte in partes if parte.consulta]

    @property
    def horas(self) -> list[ParteDoQuadro]:
        """De hora em hora, da primeira à última em que houve alguém."""
        contadas = {int(hora): quantos for hora, quantos in self.por_medida[M.HORA].items()}
        if not contadas:
            return []
        return [
            ParteDoQuadro(f"{hora}h", contadas.get(hora, 0), f"hora={hora}")
            for hora in range(min(contadas), max(contadas) + 1)
        ]

    @property
    def lugares(self) -> list[ParteDoQuadro]:
        nomes = self.nomes.get("lugar", {})
        contados = self.por_lugar.most_common()
        return [
            ParteDoQuadro(nomes[str(pk)], quantos, f"lugar={pk}")
            for pk, quantos in contados
            if str(pk) in nomes
        ]

    @property
    def servicos(self) -> list[ParteDoQuadro]:
        return self._partes(M.SERVICO, self.nomes.get("servico", {}))

    @property
    def sem_pedido(self) -> list[ParteDoQuadro]:
        """Os serviços mais consultados sem que nada se pedisse; nenhuma lista conta só estes."""
        partes = self._partes(M.SEM_PEDIDO, self.nomes.get("servico", {}))
        return [replace(parte, consulta="") for parte in partes]

    @property
    def buscas(self) -> list[ParteDoQuadro]:
        """Quantas pessoas cada um procurou; muitas sem achar se destacam, e vêm primeiro."""
        vazias, nomes = self.por_medida[M.BUSCA_VAZIA], self.nomes.get("atendente", {})
        partes = [
            ParteDoQuadro(
                nomes[chave],
                quantos,
                f"atendente={chave}",
                vazias[chave],
                destaca=vazias[chave] >= self.limite_de_buscas,
            )
            for chave, quantos in self.por_medida[M.BUSCA].items()
            if chave in nomes
        ]
        return sorted(partes, key=lambda parte: (-parte.a_mais, -parte.quantos, parte.nome))

    def _partes(self, medida: str, nomes: dict[str, str]) -> list[ParteDoQuadro]:
        contados = self.por_medida[medida].most_common()
        return [
            ParteDoQuadro(nomes[chave], quantos, f"{medida}={chave}")
            for chave, quantos in contados
            if chave in nomes
        ]

    def em_planilha(self) -> Iterator[tuple[str, str, int]]:
        """Todas as contas, uma por linha."""
        quadros = {
            "Por canal": self.canais,
            "Por lugar": self.lugares,
            "Por hora": self.horas,
            "Por serviço": self.servicos,
            "Por resultado": self.resultados,
            "Consultados sem pedido": self.sem_pedido,
            "Buscas de pessoas": self.buscas,
        }
        yield "Total", "Atendimentos", self.total
        yield "Total", "Sem resultado", self.sem_resultado
        yield "Tempo em segundos", "Médio", round(self.medio.total_seconds()) if self.medio else 0
        yield "Tempo em segundos", "Mediano", round(self.mediano.total_seconds()) if self.mediano else 0
        for quadro, partes in quadros.items():
            for parte in partes:
                yield quadro, parte.nome, parte.quantos
        for parte in self.buscas:
            yield "Buscas que não acharam", parte.nome, parte.a_mais


def ler(periodo: Periodo, lugares: Lugares, agora: datetime) -> Numeros:
    """Os dias já somados, da tabela; os que faltam, contados agora."""
    por_medida: dict[str, Counter[str]] = {medida: Counter() for medida in M.values}
    por_lugar: Counter[int] = Counter()
    segundos = 0
    for conta in _todas(periodo, lugares, agora):
        por_medida[conta.medida][conta.chave] += conta.quantos
        if conta.medida == M.CANAL:
            por_lugar[conta.unidade] += conta.quantos
        if conta.medida == M.RESULTADO and conta.chave:
            segundos += conta.segundos
    nomes = _nomes(por_medida, por_lugar)
    dias = (periodo.ate - periodo.de).days + 1
    limite = RegraDoAtendimento.atual().buscas_sem_achar * dias
    return Numeros(por_medida, por_lugar, segundos, nomes, limite)


def _todas(periodo: Periodo, lugares: Lugares, agora: datetime) -> Iterator[Conta]:
    ultimo: date | None = ContaDoDia.objects.filter(dia__lt=periodo.ate).aggregate(ultimo=Max("dia"))[
        "ultimo"
    ]
    por_contar = max(periodo.de, ultimo + timedelta(days=1)) if ultimo else periodo.de
    if por_contar > periodo.de:
        somados = ContaDoDia.objects.filter(dia__gte=periodo.de, dia__lt=por_contar)
        if lugares is not None:
            somados = somados.filter(unidade__in=lugares)
        yield from _somadas(somados.exclude(medida=M.CANAL), por_lugar=False)
        yield from _somadas(somados.filter(medida=M.CANAL), por_lugar=True)
    yield from contas(comeco_do_dia(por_contar), agora, lugares)


def _somadas(contadas: QuerySet[ContaDoDia], *, por_lugar: bool) -> Iterator[Conta]:
    """Só do canal se olha o lugar: das outras medidas, a conta de todos os lugares vem numa linha só."""
    campos = ["medida", "chave", *(["unidade_id"] if por_lugar else [])]
    somadas: Any = contadas.order_by().values(*campos)
    for um in somadas.annotate(todos=Sum("quantos"), tempo=Sum("segundos")):
        yield Conta(um.get("unidade_id", 0), um["medida"], um["chave"], um["todos"], um["tempo"])


def _nomes(por_medida: dict[str, Counter[str]], por_lugar: Counter[int]) -> dict[str, dict[str, str]]:
    """Os nomes do que se contou pela chave: três consultas."""
    servicos = Servico.objects.filter(pk__in={*por_medida[M.SERVICO], *por_medida[M.SEM_PEDIDO]})
    quem_buscou = Usuario.objects.filter(pk__in=por_medida[M.BUSCA].keys())
    return {
        "lugar": _em_texto(Unidade.objects.filter(pk__in=por_lugar.keys()), "nome"),
        "servico": _em_texto(servicos.order_by(), "publicada__nome"),
        "atendente": _em_texto(quem_buscou, "nome"),
    }


def _em_texto(linhas: QuerySet[Any], nome: str) -> dict[str, str]:
    return {str(pk): dito or "sem nome" for pk, dito in linhas.values_list("pk", nome)}


def abertos(lugares: Lugares) -> AtendimentoQuerySet:
    """Os atendimentos em curso, o há mais tempo primeiro."""
    em_curso = Atendimento.objects.abertos()
    if lugares is not None:
        em_curso = em_curso.filter(unidade__in=lugares)
    return em_curso.select_related("atendente", "unidade", "servico__publicada").order_by("comecado_em", "pk")


@dataclass(frozen=True, slots=True)
class Agora:
    """Quem atende neste momento."""

    pessoas: int
    abertos: int
    primeiros: Sequence[Atendimento]


def de_agora(lugares: Lugares) -> Agora:
    em_curso = abertos(lugares)
    contados = list(em_curso.order_by().values_list("atendente_id", flat=True))
    return Agora(len(set(contados)), len(contados), list(em_curso[:AGORA]))
