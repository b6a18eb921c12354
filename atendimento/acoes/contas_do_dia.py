"""As contas de cada dia dos atendimentos, e as que o Guia lê delas."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Sum

from atendimento.acoes.atender import DE_NOVO
from atendimento.consultas import contas
from atendimento.models import ContaDoDia
from guia.models import Procura, Servico
from protocolo.prazos.relogio import comeco_do_dia

ATRAS = 40
"""Se a rotina ficou parada, ou nunca rodou, até onde volta."""
DO_GUIA = 365


def contar_os_dias(*, hoje: date) -> int:
    """Soma os dias que faltam até ontem; diz quantos. Pode rodar duas vezes."""
    ultimo: date | None = ContaDoDia.objects.aggregate(ultimo=Max("dia"))["ultimo"]
    desde = hoje - timedelta(days=ATRAS)
    if ultimo:
        desde = max(desde, ultimo - timedelta(days=DE_NOVO - 1))
    dias = [desde + timedelta(days=n) for n in range((hoje - desde).days)]
    for dia in dias:
        contar_o_dia(dia=dia)
    return len(dias)


@transaction.atomic
def contar_o_dia(*, dia: date) -> int:
    """Refaz as contas de um dia, de todos os lugares; diz quantas linhas são."""
    somadas: Counter[tuple[int, str, str]] = Counter()
    segundos: Counter[tuple[int, str, str]] = Counter()
    for conta in contas(comeco_do_dia(dia), comeco_do_dia(dia + timedelta(days=1))):
        qual = (conta.unidade, conta.medida, conta.chave)
        somadas[qual] += conta.quantos
        segundos[qual] += conta.segundos
    ContaDoDia.objects.filter(dia=dia).delete()
    ContaDoDia.objects.bulk_create(
        (
            ContaDoDia(
                dia=dia,
                unidade_id=qual[0],
                medida=qual[1],
                chave=qual[2],
                quantos=quantos,
                segundos=segundos[qual],
            )
            for qual, quantos in somadas.items()
        ),
        batch_size=2000,
    )
    return len(somadas)


@transaction.atomic
def contar_para_o_guia(*, hoje: date) -> int:
    """De cada serviço, quantas vezes no último ano se consultou na Central ou numa Praça sem pedir."""
    no_ano = ContaDoDia.objects.filter(
        medida=ContaDoDia.Medida.SEM_PEDIDO, dia__gte=hoje - timedelta(days=DO_GUIA), dia__lt=hoje
    )
    somadas = dict(no_ano.order_by().values_list("chave").annotate(quantas=Sum("quantos")))
    existem = Servico.objects.filter(pk__in=somadas).values_list("pk", flat=True)
    linhas = [Procura(servico_id=pk, consultados_sem_pedido=somadas[str(pk)]) for pk in existem]
    antigas = Procura.objects.exclude(consultados_sem_pedido=0)
    antigas.exclude(pk__in=[linha.pk for linha in linhas]).update(consultados_sem_pedido=0)
    Procura.objects.bulk_create(
        linhas,
        update_conflicts=True,
        unique_fields=["servico"],
        update_fields=["consultados_sem_pedido"],
    )
    return len(linhas)
