"""O que a página das conversas mostra: as minhas, as por responder, e quantas esperam."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone

from atendimento.conversa import de_quem, intervalo_de_quem_atende, que_recebem, token_de
from atendimento.models import Conversa, Disponibilidade
from contas.models import Usuario
from roteamento.models import Unidade

PENDENTES = 50
"""Quantas por responder se mostram, as de prazo mais perto primeiro."""


@dataclass(frozen=True, slots=True)
class NaFila:
    """Quantas esperam alguém, e desde quando a primeira."""

    quantas: int
    desde: datetime | None


def da_fila() -> NaFila:
    """Quantas conversas esperam, também as que se passaram a um lugar."""
    contas = {"quantas": Count("pk"), "desde": Min("na_fila_desde")}
    return NaFila(**Conversa.objects.na_fila().order_by().aggregate(**contas))


def por_responder() -> list[Conversa]:
    """As pendentes, que qualquer um de quem atende pode tomar."""
    return list(Conversa.objects.pendentes().select_related("assunto", "lugar")[:PENDENTES])


def disponibilidade_de(usuario: Usuario) -> Disponibilidade | None:
    """A disponibilidade de quem atende; None a quem nunca disse que recebe conversas."""
    return Disponibilidade.objects.filter(usuario=usuario).first()


@dataclass(frozen=True, slots=True)
class Pergunta:
    """Com que a página pergunta o que há de novo, e daqui a quantos segundos."""

    token: str
    versao: int
    proxima: float


def pergunta_de(usuario: Usuario, em: datetime) -> Pergunta | None:
    """A pergunta da página de quem recebe conversas, ou tem alguma; None aos outros: não pergunta nada."""
    dela = disponibilidade_de(usuario)
    suas = de_quem(usuario) if dela else []
    if dela is None or not (dela.recebe or suas):
        return None
    return Pergunta(token_de(usuario), dela.versao, intervalo_de_quem_atende(suas, em))


def passadas_a(unidade: Unidade) -> int:
    """Quantas esperam por quem atende neste lugar."""
    return Conversa.objects.na_fila().filter(lugar=unidade).count()


def lugares(em: datetime) -> list[tuple[Unidade, int]]:
    """A que lugares se passa uma conversa, e quantos recebem agora em cada um."""
    hoje = timezone.localdate(em)
    recebem = Counter(que_recebem(em).values_list("unidade_id", flat=True))
    todos = Unidade.objects.vigentes(hoje).que_atendem_o_publico().order_by("nome")
    return [(um, recebem[um.pk]) for um in todos]


def colegas(usuario: Usuario, em: datetime) -> list[Disponibilidade]:
    """A quem se passa uma conversa: quem recebe e deu sinal, menos a própria pessoa."""
    recebem = que_recebem(em).filter(usuario__is_active=True).exclude(usuario=usuario)
    achadas = recebem.select_related("usuario", "unidade")
    return list(achadas.order_by("usuario__nome"))
