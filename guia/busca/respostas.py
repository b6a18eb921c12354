"""O que a busca responde antes dos serviços: a emergência e o que não é da Prefeitura."""

from __future__ import annotations

from guia.busca.expressoes import condicao, em_palavras
from guia.models import RespostaDeBusca

NO_MAXIMO = 2


def responder(texto: str) -> list[RespostaDeBusca]:
    """As respostas ao que se escreveu, a emergência primeiro, na ordem dos dados."""
    palavras = em_palavras(texto)
    cabem = (
        resposta
        for resposta in RespostaDeBusca.objects.all()
        if condicao(
            tuple(resposta.quando), tuple(resposta.so_isto), tuple(resposta.a_nao_ser), solta=True
        ).cabe(palavras)
    )
    return list(cabem)[:NO_MAXIMO]
