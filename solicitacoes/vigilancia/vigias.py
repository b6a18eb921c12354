"""O que se vigia nos pedidos: que nenhum espere onde ninguém o vê."""

from __future__ import annotations

from django.db.models import Count
from django.utils import timezone

from referencia.vigias import Vigia
from roteamento.consultas import unidades_sem_gente
from solicitacoes.models import Solicitacao

GRUPO = "Pedidos"
CITADAS = 5
"""Quantas unidades se dizem pelo nome."""


def pedidos_vistos() -> str:
    """Os pedidos abertos que estão na caixa de uma unidade que ninguém abre, e quais são as que mais têm."""
    vazias = unidades_sem_gente(timezone.localdate())
    abertos = Solicitacao.objects.abertas().filter(unidade__in=vazias).order_by()
    contados = list(abertos.values_list("unidade__sigla").annotate(quantos=Count("pk")).order_by("-quantos"))
    if not contados:
        return ""
    total, unidades = sum(quantos for _, quantos in contados), len(contados)
    citadas = ", ".join(f"{sigla} ({quantos})" for sigla, quantos in contados[:CITADAS])
    outras = f" e mais {unidades - CITADAS}" if unidades > CITADAS else ""
    onde = "numa unidade" if unidades == 1 else f"em {unidades} unidades"
    esperam = "1 pedido espera" if total == 1 else f"{total} pedidos esperam"
    return f"{esperam} {onde} sem ninguém com conta ativa: {citadas}{outras}."


VIGIAS = (
    Vigia(
        codigo="pedidos_vistos",
        nome="Todo pedido aberto tem quem o veja",
        porque="O prazo corre, e ninguém abre a caixa em que ele está.",
        conferir=pedidos_vistos,
        conserto="Registre a lotação de quem trabalha em cada unidade",
        pagina="admin:roteamento_lotacao_changelist",
        alerta=True,
    ),
)
