"""O que se vigia nos pedidos: que nenhum espere onde ninguém o vê, e que as contas deles estejam certas."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone

from referencia.vigias import Vigia
from roteamento.consultas import unidades_sem_gente
from solicitacoes.models import ContagemDosAgregados, Solicitacao, SolicitacaoQuerySet

GRUPO = "Pedidos"
CONTAGEM_VELHA = timedelta(hours=12)
CITADAS = 5
"""Quantas unidades se dizem pelo nome."""


def que_ninguem_ve(dia: date) -> SolicitacaoQuerySet:
    """Os pedidos abertos aqui que estão na caixa de uma unidade que ninguém abre."""
    return Solicitacao.objects.nativas().abertas().filter(unidade__in=unidades_sem_gente(dia))


def pedidos_vistos() -> str:
    """Quantos são, e quais as unidades que mais têm."""
    abertos = que_ninguem_ve(timezone.localdate()).order_by()
    contados = list(abertos.values_list("unidade__sigla").annotate(quantos=Count("pk")).order_by("-quantos"))
    if not contados:
        return ""
    total, unidades = sum(quantos for _, quantos in contados), len(contados)
    citadas = ", ".join(f"{sigla} ({quantos})" for sigla, quantos in contados[:CITADAS])
    outras = f" e mais {unidades - CITADAS}" if unidades > CITADAS else ""
    onde = "numa unidade" if unidades == 1 else f"em {unidades} unidades"
    esperam = "1 pedido espera" if total == 1 else f"{total} pedidos esperam"
    return f"{esperam} {onde} sem ninguém com conta ativa: {citadas}{outras}."


def agregados_certos() -> str:
    """De quando são os números, se já são velhos; ou em quanto a última conferência não deu o mesmo."""
    contagem, agora = ContagemDosAgregados.ultima(), timezone.now()
    if contagem is None:
        return "" if not Solicitacao.objects.exists() else "Os números dos painéis nunca se contaram."
    if agora - contagem.contada_em > CONTAGEM_VELHA:
        return f"Os números dos painéis são de {timezone.localtime(contagem.contada_em):%d/%m/%Y, %H:%M}."
    if contagem.diferencas:
        return f"Os números dos painéis não batem com os pedidos em {contagem.diferencas} dias e medidas."
    return ""


VIGIAS = (
    Vigia(
        codigo="agregados_certos",
        nome="Os números dos painéis são os dos pedidos",
        porque="Quem decide por eles decidiria por um número velho ou errado.",
        conferir=agregados_certos,
        conserto="No servidor: manage.py conferir_agregados --contar",
        alerta=True,
    ),
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
