"""Quanto vai esperar quem pede uma pessoa: da fila, de quem recebe e de quanto dura uma conversa."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F

from atendimento.models import Conversa, RegraDaConversa

HA_POUCO = timedelta(hours=3)
UMA_HORA = 60
BASTAM = 10
"""Conversas acabadas há pouco de que se tira a média; com menos, vale o que a regra diz."""


def prever(*, antes: int, ocupados: Sequence[int], cabem: int, duracao: timedelta) -> timedelta | None:
    """Quanto espera quem tem tantos `antes` na fila.

    `ocupados` diz quantas conversas tem agora cada um dos que recebem, e `cabem` quantas pode ter. Se há
    lugar livre para os de antes e para mais um, não se espera. Senão, com todos os lugares ocupados,
    desocupa-se um a cada `duracao` dividida pelos lugares, e é preciso que se desocupem tantos quantos os que
    estão antes sem lugar, e mais um. None: ninguém recebe, e não se sabe.
    """
    if not ocupados:
        return None
    livres = sum(max(cabem - tem, 0) for tem in ocupados)
    faltam = max(antes + 1 - livres, 0)
    return duracao * faltam / (len(ocupados) * cabem)


def em_minutos(espera: timedelta | None) -> int | None:
    """Como se diz: zero só a quem não espera; uma hora ou mais, 60."""
    if not espera:
        return None if espera is None else 0
    return min(max(round(espera.total_seconds() / 60), 1), UMA_HORA)


def duracao_media(em: datetime) -> timedelta:
    """Quanto durou, da primeira resposta ao fim, uma conversa acabada há pouco; sem dez delas, o da regra."""
    acabadas = Conversa.objects.filter(
        comecada_em__gte=em - HA_POUCO, atendida_em__isnull=False, encerrada_em__isnull=False
    ).order_by()
    durou = ExpressionWrapper(F("encerrada_em") - F("atendida_em"), output_field=DurationField())
    lida = acabadas.filter(responder_ate=None).aggregate(quantas=Count("pk"), media=Avg(durou))
    if lida["quantas"] < BASTAM:
        return timedelta(minutes=RegraDaConversa.atual().minutos_de_conversa)
    media: timedelta = lida["media"]
    return media
