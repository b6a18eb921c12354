"""O que a página das conversas mostra: as minhas, as por responder, e quantas esperam."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from atendimento.conversa import que_recebem
from atendimento.models import Conversa, Disponibilidade
from contas.models import Usuario
from roteamento.models import Unidade

PENDENTES = 50
"""Quantas por responder se mostram, as de prazo mais perto primeiro."""


def da_fila() -> dict[str, Any]:
    """Quantas conversas esperam (`quantas`), também num lugar, e desde quando a primeira (`desde`)."""
    return Conversa.objects.na_fila().order_by().aggregate(quantas=Count("pk"), desde=Min("na_fila_desde"))


def versao(fila: dict[str, Any], passadas: int, pendentes: int) -> str:
    """O que muda na lista quando a fila anda, para a página saber se a tem."""
    desde = fila["desde"].timestamp() if fila["desde"] else 0
    return f".{fila['quantas']}.{desde:.0f}.{passadas}.{pendentes}"


def por_responder() -> list[Conversa]:
    """As pendentes, que qualquer um de quem atende pode tomar."""
    return list(Conversa.objects.pendentes().select_related("assunto", "lugar")[:PENDENTES])


def disponibilidade_de(usuario: Usuario) -> Disponibilidade | None:
    """A disponibilidade de quem atende; None a quem nunca disse que recebe conversas."""
    return Disponibilidade.objects.filter(usuario=usuario).first()


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
