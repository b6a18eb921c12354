"""A parte dos pedidos de cada serviço que saiu da primeira unidade: a conta que mostra regra errada."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Q

from protocolo.prazos.relogio import comeco_do_dia
from solicitacoes.models import SaidaDaPrimeiraUnidade, Solicitacao

DIAS = 365


@transaction.atomic
def medir_saidas(*, hoje: date) -> int:
    """Refaz a conta dos pedidos abertos nos `DIAS` dias antes de hoje; devolve quantos serviços tem.

    Sai da primeira unidade o pedido que alguém transferiu ao menos uma vez. A correção do serviço, a
    decisão da coordenação e a sucessão de unidades não contam: a regra não estava errada. Os
    importados ficam fora, porque a história deles não diz por onde passaram. Pode rodar duas vezes.
    """
    de, ate = hoje - timedelta(days=DIAS), hoje - timedelta(days=1)
    contas = (
        Solicitacao.objects.nativas()
        .filter(aberta_em__gte=comeco_do_dia(de), aberta_em__lt=comeco_do_dia(hoje))
        .order_by()
        .values("servico")
        .annotate(pedidos=Count("pk"), sairam=Count("pk", filter=Q(transferencias__gt=0)))
    )
    linhas = [
        SaidaDaPrimeiraUnidade(
            servico_id=conta["servico"], de=de, ate=ate, pedidos=conta["pedidos"], sairam=conta["sairam"]
        )
        for conta in contas
    ]
    SaidaDaPrimeiraUnidade.objects.exclude(pk__in=[linha.pk for linha in linhas]).delete()
    SaidaDaPrimeiraUnidade.objects.bulk_create(
        linhas,
        update_conflicts=True,
        unique_fields=["servico"],
        update_fields=["de", "ate", "pedidos", "sairam"],
    )
    return len(linhas)
