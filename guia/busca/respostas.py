"""O que a busca responde antes dos serviços: a emergência e o que não é da Prefeitura."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Max

from guia.busca.expressoes import Condicao, condicao, em_palavras
from guia.models import RespostaDeBusca

NO_MAXIMO = 2


def responder(texto: str) -> list[RespostaDeBusca]:
    """As respostas ao que se escreveu, a emergência primeiro, na ordem dos dados."""
    palavras = em_palavras(texto)
    ultima = RespostaDeBusca.history.aggregate(ultima=Max("history_id"))["ultima"]
    return [resposta for quando, resposta in _todas(ultima) if quando.cabe(palavras)][:NO_MAXIMO]


@lru_cache(maxsize=2)
def _todas(_ultima: int | None) -> list[tuple[Condicao, RespostaDeBusca]]:
    """As respostas e as suas condições, lidas de novo só quando alguém muda uma: `_ultima` é do histórico."""
    return [
        (condicao(tuple(r.quando), tuple(r.so_isto), tuple(r.a_nao_ser), solta=True), r)
        for r in RespostaDeBusca.objects.all()
    ]
