"""Os números das conversas do portal num período: espera, duração, desistência, resultado e nota."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import ExtractHour

from atendimento.consultas import Lugares
from atendimento.models import Atendimento, Conversa
from atendimento.situacoes import Fim, Resultado
from atendimento.supervisao.quadro import ParteDoQuadro, Periodo
from protocolo.prazos.relogio import comeco_do_dia

SEM_ASSUNTO = "Sem assunto"
PEDIRAM = Q(na_fila_desde__isnull=False) | Q(responder_ate__isnull=False)
"""As conversas que pediram uma pessoa; às outras bastaram as respostas do Guia."""
DESISTIRAM = Q(fim=Fim.DESISTIU) | Q(sumiu_em__isnull=False, atendida_em=None)
"""As conversas de quem saiu da fila: disse-o, ou deixou de dar sinal e ninguém mais o atendeu."""


def _entre(fim: str, comeco: str) -> Any:
    return ExpressionWrapper(F(fim) - F(comeco), output_field=DurationField())


CONTAS: dict[str, Any] = {
    "quantas": Count("pk"),
    "pediram": Count("pk", filter=PEDIRAM),
    "atendidas": Count("pk", filter=Q(atendida_em__isnull=False)),
    "desistiram": Count("pk", filter=DESISTIRAM),
    "espera": Avg(_entre("atendida_em", "na_fila_desde")),
    "duracao": Avg(_entre("encerrada_em", "atendida_em")),
    "notas": Count("nota"),
    "nota_media": Avg("nota"),
}
TITULOS = (
    "Conversas",
    "Pediram uma pessoa",
    "Atendidas",
    "Desistiram",
    "Espera média (s)",
    "Duração média (s)",
    "Nota média",
    "Notas",
)


@dataclass(frozen=True, slots=True)
class Contas:
    """De uma hora, de um assunto ou de todas: quantas, e quanto se esperou e durou."""

    nome: str
    quantas: int
    pediram: int
    atendidas: int
    desistiram: int
    espera: timedelta | None
    duracao: timedelta | None
    notas: int
    nota_media: float | None
    consulta: str = ""

    @property
    def em_linha(self) -> tuple[int | float | None, ...]:
        """Como vai à planilha: os tempos em segundos."""
        tempos = (_segundos(self.espera), _segundos(self.duracao))
        nota = round(self.nota_media, 2) if self.nota_media is not None else None
        return self.quantas, self.pediram, self.atendidas, self.desistiram, *tempos, nota, self.notas


def _segundos(tempo: timedelta | None) -> int | None:
    return None if tempo is None else round(tempo.total_seconds())


@dataclass(frozen=True, slots=True)
class Numeros:
    """As conversas começadas num período."""

    todas: Contas
    por_hora: list[Contas]
    por_assunto: list[Contas]
    por_fim: list[ParteDoQuadro]
    por_resultado: list[ParteDoQuadro]

    def em_planilha(self) -> Iterator[tuple[str | int | float | None, ...]]:
        """Uma linha por conta; dos fins e dos resultados, só quantas."""
        yield "Total", "Conversas", *self.todas.em_linha
        for quadro, contas in (("Por hora", self.por_hora), ("Por assunto", self.por_assunto)):
            for uma in contas:
                yield quadro, uma.nome, *uma.em_linha
        for quadro, partes in (("Como acabaram", self.por_fim), ("Resultado", self.por_resultado)):
            for parte in partes:
                yield quadro, parte.nome, parte.quantos


def ler(periodo: Periodo, lugares: Lugares) -> Numeros:
    """As começadas nestes dias; de uns lugares, só as que alguém deles atendeu."""
    de, ate = comeco_do_dia(periodo.de), comeco_do_dia(periodo.ate + timedelta(days=1))
    todas = que_se_veem(lugares).filter(comecada_em__gte=de, comecada_em__lt=ate).order_by()
    total = Contas("Todas", **todas.aggregate(**CONTAS))
    horas: Any = todas.values(hora=ExtractHour("comecada_em")).annotate(**CONTAS).order_by("hora")
    por_assunto: Any = todas.values("assunto_id", "assunto__nome").annotate(**CONTAS)
    com_fim: Any = todas.exclude(fim="").values_list("fim")
    fins = com_fim.annotate(quantas=Count("pk")).order_by("-quantas")
    chats: Any = Atendimento.objects.filter(conversa__in=todas.values("pk")).exclude(resultado="")
    resultados = chats.order_by().values_list("resultado").annotate(quantos=Count("pk")).order_by("-quantos")
    return Numeros(
        total,
        [Contas(f"{um.pop('hora')}h", **um) for um in horas],
        [_do_assunto(um) for um in por_assunto.order_by("-quantas")],
        [ParteDoQuadro(Fim(fim).label, quantas, f"fim={fim}") for fim, quantas in fins],
        [ParteDoQuadro(Resultado(um).label, quantos) for um, quantos in resultados],
    )


def _do_assunto(um: dict[str, Any]) -> Contas:
    chave, nome = um.pop("assunto_id"), um.pop("assunto__nome")
    return Contas(nome or SEM_ASSUNTO, **um, consulta=f"assunto={chave}" if chave else "")


def que_se_veem(lugares: Lugares) -> QuerySet[Conversa]:
    """Todas, a quem supervisiona a Central; a quem é chefia de uma Praça, as que ela atendeu."""
    if lugares is None:
        return Conversa.objects.all()
    delas = Atendimento.objects.filter(conversa=OuterRef("pk"), unidade__in=lugares)
    return Conversa.objects.filter(Exists(delas))
