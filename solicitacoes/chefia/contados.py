"""O que um painel soma dos agregados: só muda quando se contam outra vez, e até lá fica guardado (ADR 0082)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Q

from solicitacoes.chefia.ambito import Ambito, Nivel
from solicitacoes.models import Agregado, ContagemDosAgregados
from solicitacoes.models.agregados import AgregadoQuerySet
from solicitacoes.situacoes import CUMPRIDOS, Desfecho

M, P = Agregado.Medida, Agregado.Prazo
SAIRAM = Q(medida=M.ENCERRADA, junta=False)
FEITOS = SAIRAM & Q(valor__in=CUMPRIDOS)
FINALIZADOS = SAIRAM & Q(valor__in=Desfecho.values)
A_TEMPO = (P.NO_PRAZO, P.SEM_PROMESSA)
ATRASADOS = (P.FORA, P.SEM_PROMESSA_PASSADO)
"""O relógio conta também onde o órgão não deu prazo: para quem trabalha, o pedido está atrasado."""
GUARDADO = timedelta(days=1)


def do_ambito(ambito: Ambito) -> AgregadoQuerySet:
    """Os agregados das unidades do âmbito."""
    if ambito.unidade:
        return Agregado.objects.filter(unidade=ambito.unidade)
    todos = Agregado.objects.all()
    return todos if ambito.nivel == Nivel.CIDADE else todos.filter(unidade__in=ambito.chaves)


def guardado[T](contagem: ContagemDosAgregados | None, chave: str, somar: Callable[[], T]) -> T:
    """O que `somar` dá, ou o que já deu desta contagem."""
    if contagem is None:
        return somar()
    feito: T = cache.get_or_set(
        f"agregados/{contagem.contada_em.isoformat()}/{chave}", somar, GUARDADO.total_seconds()
    )
    return feito
