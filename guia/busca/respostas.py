"""O que a busca responde antes dos serviços: a emergência e o que não é da Prefeitura."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from django.db.models import Max

from guia.busca import de_quem, quem_fere, sentido
from guia.busca.expressoes import Condicao, condicao, em_palavras
from guia.busca.ordem import SEM_PESO
from guia.conteudo.leitura import DADOS
from guia.models import RespostaDeBusca
from referencia.tabelas import ler_yaml

NO_MAXIMO = 2
DAQUI = frozenset(("prefeitura", "municipal", "municipio", "cidade"))
"""O que diz que é da cidade o que, sozinho, é de outra casa."""
SOCORRO = DADOS / "socorro.yaml"


@dataclass(frozen=True, slots=True)
class _Pronta:
    """A resposta, quando se dá pelas palavras, e quando não se dá pelo sentido."""

    resposta: RespostaDeBusca
    quando: Condicao
    a_nao_ser: Condicao

    def cabe(self, palavras: list[str], feridas: list[quem_fere.Ferida]) -> bool:
        """É a que pede quem fere e quem é ferido, ou tem as palavras, e elas não são de outra."""
        de_outra = [ferida.lugares for ferida in feridas if ferida.resposta != self.resposta.slug]
        return len(de_outra) < len(feridas) or self.quando.cabe(palavras, frozenset().union(*de_outra))


def responder(texto: str, *, lido: sentido.Lido | None = None) -> list[RespostaDeBusca]:
    """As respostas ao que se escreveu, a emergência primeiro, na ordem dos dados.

    As palavras com que se diz quem fere e quem é ferido só contam para a resposta que isso pede. Se nenhuma
    tem as palavras, a que se quis dizer (`lido`), salvo se o que está escrito é de um serviço.
    """
    palavras, fala = em_palavras(texto), de_quem.ler(texto)
    prontas = [pronta for pronta in _prontas() if fala.pede(pronta.resposta)]
    ha = {pronta.resposta.slug for pronta in prontas}
    feridas = [ferida for ferida in quem_fere.ler(palavras) if ferida.resposta in ha]
    if escritas := [pronta.resposta for pronta in prontas if pronta.cabe(palavras, feridas)]:
        return escritas[:NO_MAXIMO]
    dita = (lido or sentido.ler(texto)).resposta
    return [um.resposta for um in prontas if um.resposta.pk == dita and not um.a_nao_ser.cabe(palavras)]


def diz_mais(expressoes: Iterable[str], resposta: RespostaDeBusca, texto: str) -> bool:
    """Uma destas, que são de um serviço, está toda na busca, com as palavras da resposta e a de que é daqui.

    “Serasa” é de outra casa; “Serasa da prefeitura” é do CADIN.
    """
    palavras = em_palavras(texto)
    ditas = {palavras[n] for um in _prontas() if um.resposta == resposta for n in um.quando.lugares(palavras)}
    da_resposta = ditas - SEM_PESO
    escritas = ({*em_palavras(expressao)} - SEM_PESO for expressao in expressoes)
    return bool(da_resposta) and any(
        da_resposta <= escrita <= {*palavras} and escrita & DAQUI for escrita in escritas
    )


def eh_de_outra(servico: str, respondidas: Iterable[RespostaDeBusca]) -> bool:
    """O serviço é de outra emergência, que não se respondeu."""
    return servico in _socorros() and _socorros()[servico] not in {uma.slug for uma in respondidas}


def de_socorro(texto: str, servico: str) -> list[RespostaDeBusca]:
    """A emergência deste serviço, se ele é de socorro (dados/socorro.yaml) e ela não é afastada."""
    chave = _socorros().get(servico)
    if chave is None:
        return []
    palavras = em_palavras(texto)
    return [um.resposta for um in _prontas() if um.resposta.slug == chave and not um.a_nao_ser.cabe(palavras)]


@cache
def _socorros() -> dict[str, str]:
    """A resposta de cada serviço de socorro."""
    return {servico: chave for chave, servicos in ler_yaml(SOCORRO).items() for servico in servicos}


def _prontas() -> list[_Pronta]:
    return _todas(RespostaDeBusca.history.aggregate(ultima=Max("history_id"))["ultima"])


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
