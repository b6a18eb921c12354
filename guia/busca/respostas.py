"""O que a busca responde antes dos serviços: a emergência e o que não é da Prefeitura."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Max

from guia.busca import de_quem, sentido
from guia.busca.expressoes import Condicao, condicao, em_palavras
from guia.models import RespostaDeBusca

NO_MAXIMO = 2


@dataclass(frozen=True, slots=True)
class _Pronta:
    """A resposta, quando se dá pelas palavras, e quando não se dá pelo sentido."""

    resposta: RespostaDeBusca
    quando: Condicao
    a_nao_ser: Condicao


def responder(texto: str, *, lido: sentido.Lido | None = None) -> list[RespostaDeBusca]:
    """As respostas ao que se escreveu, a emergência primeiro, na ordem dos dados.

    Se nenhuma tem as palavras, a que se quis dizer (`lido`), salvo se o que está escrito é de um serviço.
    """
    palavras, fala = em_palavras(texto), de_quem.ler(texto)
    todas = _todas(RespostaDeBusca.history.aggregate(ultima=Max("history_id"))["ultima"])
    prontas = [pronta for pronta in todas if fala.pede(pronta.resposta)]
    if escritas := [pronta.resposta for pronta in prontas if pronta.quando.cabe(palavras)]:
        return escritas[:NO_MAXIMO]
    dita = (lido or sentido.ler(texto)).resposta
    return [um.resposta for um in prontas if um.resposta.pk == dita and not um.a_nao_ser.cabe(palavras)]


@lru_cache(maxsize=2)
def _todas(_ultima: int | None) -> list[_Pronta]:
    """As respostas e as suas condições, lidas de novo só quando alguém muda uma: `_ultima` é do histórico."""
    return [
        _Pronta(
            r,
            condicao(tuple(r.quando), tuple(r.so_isto), tuple(r.a_nao_ser), solta=True),
            condicao(tuple(r.a_nao_ser), solta=True),
        )
        for r in RespostaDeBusca.objects.all()
    ]
