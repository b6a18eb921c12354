"""O que se passa agora nas conversas: quem espera, quem está e em quê, o que está em risco, e o dia."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, ExtractHour, ExtractMinute, Floor
from django.utils import timezone

from atendimento import espera
from atendimento.consultas import Lugares
from atendimento.conversa_atendente.lista import da_fila
from atendimento.models import Conversa, Disponibilidade, RegraDaConversa
from atendimento.situacoes import Estado, SituacaoDaConversa
from atendimento.supervisao import riscos
from atendimento.supervisao.numeros_das_conversas import que_se_veem
from protocolo.prazos.relogio import comeco_do_dia

MOSTRADAS = 20
"""Das que esperam ou estão em risco, quantas a página mostra, as piores primeiro."""
MEIA_HORA = 30
NA_TABELA = (
    *("codigo", "situacao", "assunto__nome", "atendente__nome"),
    *("comecada_em", "na_fila_desde", "voltou_em", "sem_resposta_desde", "responder_ate"),
)
"""O que se lê de cada uma das que esperam."""


@dataclass(frozen=True, slots=True)
class Pessoa:
    """Quem está, onde, e quantas conversas tem."""

    nome: str
    lugar: str
    tem: int


@dataclass(frozen=True, slots=True)
class NoEstado:
    """Quem está num estado."""

    chave: str
    nome: str
    pessoas: Sequence[Pessoa]

    @property
    def em_linhas(self) -> str:
        """Uma pessoa por linha, num texto só: são centenas, e a página o escreve de uma vez."""
        return "\n".join(f"{um.nome}, {um.lugar}: {um.tem}" for um in self.pessoas)


@dataclass(frozen=True, slots=True)
class QueEspera:
    """Uma conversa que espera por alguém, desde quando, e em que risco está (None: em nenhum)."""

    conversa: Conversa
    desde: datetime
    risco: riscos.Marco | None

    @property
    def ordem(self) -> tuple[bool, bool, datetime]:
        return self.risco is None, not (self.risco and self.risco.grave), self.desde


@dataclass(frozen=True, slots=True)
class Nivel:
    """De uma meia hora, ou do dia: quantas contam, e quantas se atenderam a tempo."""

    nome: str
    contam: int
    a_tempo: int

    @property
    def por_cento(self) -> int | None:
        return round(100 * self.a_tempo / self.contam) if self.contam else None


@dataclass(frozen=True, slots=True)
class Quadro:
    """Tudo o que o quadro mostra."""

    fila: dict[str, Any]
    pendentes: int
    atendidas: int
    espera: timedelta | None
    livres: int
    estados: Sequence[NoEstado]
    esperam: Sequence[QueEspera]
    do_dia: Nivel
    por_meia_hora: Sequence[Nivel]
    segundos: int
    """Em que se devia atender."""
    muda_em: datetime
    """Quando o tempo, sozinho, muda o que se mostra."""

    @property
    def em_risco(self) -> str:
        """Quantas; acima das que se mostram, “20 ou mais”."""
        quantas = sum(uma.risco is not None for uma in self.esperam)
        return f"{quantas} ou mais" if quantas == MOSTRADAS else str(quantas)

    def em_planilha(self, em: datetime) -> Iterator[tuple[str | int | None, ...]]:
        """Uma linha por conta, sem o nome de ninguém."""
        mais_longa = round((em - self.fila["desde"]).total_seconds()) if self.fila["desde"] else None
        yield "Agora", "Na fila", self.fila["quantas"]
        yield "Agora", "Espera da primeira (s)", mais_longa
        yield "Agora", "Com quem atende", self.atendidas
        yield "Agora", "Por responder", self.pendentes
        yield "Agora", "Lugares livres", self.livres
        for um in self.estados:
            yield "Quem está", um.nome, len(um.pessoas)
        for uma in self.esperam:
            if uma.risco:
                dito = f"nº {uma.conversa.pk}: {uma.risco.dito}"
                yield "Em risco", dito, round((em - uma.desde).total_seconds())
        quadro = f"Atendidas em até {self.segundos} s"
        for nivel in (self.do_dia, *self.por_meia_hora):
            yield quadro, nivel.nome, nivel.contam, nivel.a_tempo, nivel.por_cento


def ler(em: datetime, lugares: Lugares) -> Quadro:
    """De uns lugares, só quem atende neles e o que atenderam; a fila é da cidade."""
    regra, fila = RegraDaConversa.atual(), da_fila()
    estados = quem_esta(em, lugares)
    recebem = [um.tem for um in estados[Estado.RECEBE]]
    cabem = regra.conversas_por_atendente
    todas = que_se_veem(lugares).order_by()
    quantas = Count("pk", filter=Q(situacao=SituacaoDaConversa.PENDENTE))
    abertas = todas.filter(situacao__in=(SituacaoDaConversa.PENDENTE, SituacaoDaConversa.COM_ATENDENTE))
    contas = abertas.aggregate(pendentes=quantas, todas=Count("pk"))
    esperam, muda_em = o_que_espera(em, todas, regra)
    niveis = nivel_do_dia(em, todas, regra)
    return Quadro(
        fila=fila,
        pendentes=contas["pendentes"],
        atendidas=contas["todas"] - contas["pendentes"],
        espera=espera.prever(
            antes=fila["quantas"], ocupados=recebem, cabem=cabem, duracao=espera.duracao_media(em)
        ),
        livres=sum(max(cabem - tem, 0) for tem in recebem),
        estados=[NoEstado(um.value, str(um.label), estados[um]) for um in Estado if um != Estado.FORA],
        esperam=esperam,
        do_dia=Nivel("Hoje", sum(um.contam for um in niveis), sum(um.a_tempo for um in niveis)),
        por_meia_hora=niveis,
        segundos=regra.segundos_para_atender,
        muda_em=muda_em,
    )


def quem_esta(em: datetime, lugares: Lugares) -> dict[str, list[Pessoa]]:
    """Quem tem a página aberta, por estado e por nome: são centenas, numa leitura sem objetos."""
    presentes = Disponibilidade.objects.presentes(em).exclude(estado=Estado.FORA)
    if lugares is not None:
        presentes = presentes.filter(unidade__in=lugares)
    estados: dict[str, list[Pessoa]] = defaultdict(list)
    lidos = presentes.com_quantas().order_by("usuario__nome", "pk")
    for estado, *dela in lidos.values_list("estado", "usuario__nome", "unidade__nome", "tem"):
        estados[estado].append(Pessoa(*dela))
    return estados


# --- o que espera --------------------------------------------------------------------


def o_que_espera(
    em: datetime, todas: QuerySet[Conversa], regra: RegraDaConversa
) -> tuple[list[QueEspera], datetime]:
    """As da fila e as em risco, as piores primeiro; e quando o tempo, sozinho, muda isto.

    A que alguém atende pode deixar de ter resposta logo a seguir: olha-se outra vez, o mais tardar, no tempo
    em que entraria em risco.
    """
    achadas, todos = [], []
    for conversa, desde in _candidatas(todas):
        desta = riscos.marcos(conversa, regra)
        todos += desta
        risco = riscos.de_agora(desta, em)
        if risco or conversa.situacao == SituacaoDaConversa.NA_FILA:
            achadas.append(QueEspera(conversa, desde, risco))
    achadas.sort(key=lambda uma: uma.ordem)
    ate = em + regra.para_responder / 2
    return achadas[:MOSTRADAS], min(riscos.o_seguinte(todos, em) or ate, ate)


def _candidatas(todas: QuerySet[Conversa]) -> Iterator[tuple[Conversa, datetime]]:
    """As que esperam há mais tempo em cada situação, e desde quando."""
    com_nomes = todas.select_related("assunto", "atendente").only(*NA_TABELA)
    situacao = SituacaoDaConversa
    na_fila = com_nomes.filter(situacao=situacao.NA_FILA, sumiu_em=None, na_fila_desde__isnull=False)
    for uma in na_fila.order_by("na_fila_desde", "pk")[:MOSTRADAS]:
        yield uma, uma.voltou_em or uma.na_fila_desde or uma.comecada_em
    atendidas = com_nomes.filter(situacao=situacao.COM_ATENDENTE, responder_ate=None)
    sem_resposta = atendidas.filter(sem_resposta_desde__isnull=False)
    for uma in sem_resposta.order_by("sem_resposta_desde", "pk")[:MOSTRADAS]:
        yield uma, uma.sem_resposta_desde or uma.comecada_em
    pendentes = com_nomes.filter(situacao=situacao.PENDENTE, responder_ate__isnull=False)
    for uma in pendentes.order_by("responder_ate", "pk")[:MOSTRADAS]:
        yield uma, uma.comecada_em


# --- o dia ----------------------------------------------------------------------------


def nivel_do_dia(em: datetime, todas: QuerySet[Conversa], regra: RegraDaConversa) -> list[Nivel]:
    """De cada meia hora em que se entrou na fila, das conversas começadas hoje: quantas se atenderam a tempo.

    Contam as atendidas e as que já esperaram mais do que o tempo; não a que ainda está dentro dele, nem a de
    quem saiu antes de ele passar.
    """
    limite, hoje = F("na_fila_desde") + regra.para_atender, comeco_do_dia(timezone.localdate(em))
    entraram = todas.filter(comecada_em__gte=hoje, na_fila_desde__isnull=False)
    com_a_espera = entraram.alias(ate=Coalesce("atendida_em", "sumiu_em", "encerrada_em", Value(em)))
    por_meia_hora: Any = com_a_espera.values(
        hora=ExtractHour("na_fila_desde"), metade=Floor(ExtractMinute("na_fila_desde") / MEIA_HORA)
    )
    contadas = por_meia_hora.annotate(
        contam=Count("pk", filter=Q(atendida_em__isnull=False) | Q(ate__gt=limite)),
        a_tempo=Count("pk", filter=Q(atendida_em__lte=limite)),
    )
    lidas = {2 * int(um["hora"]) + int(um["metade"]): (um["contam"], um["a_tempo"]) for um in contadas}
    if not lidas:
        return []
    return [
        Nivel(f"{meia // 2:02d}h{meia % 2 * MEIA_HORA:02d}", *lidas.get(meia, (0, 0)))
        for meia in range(min(lidas), max(lidas) + 1)
    ]
