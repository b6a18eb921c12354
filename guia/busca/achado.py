"""Tudo o que uma busca mostra: as respostas, as portas, os serviços, ou por que não há nenhum."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile

from guia import consultas
from guia.busca import de_quem, encaminhar, quem_fere, respostas, sem_servico, sentido, vocabulario
from guia.busca.expressoes import em_palavras
from guia.models import RespostaDeBusca, Servico

COM_RESPOSTA = 3
"""Quantos serviços, no máximo, se mostram debaixo de uma resposta."""
POUCOS = 3
"""Até quantos serviços se pergunta se não se quis dizer outra coisa."""
CURTA, CERTO_DO_SENTIDO = 3, 6.0
"""Numa busca de até tantas palavras, se o Guia não conhece nem de longe a metade delas e o sentido não chega
a tantos desvios, o que se acha tem só uma palavra igual."""


@dataclass(frozen=True, slots=True)
class Achado:
    """O que se mostra. `quis_dizer`: a mesma busca, com as palavras que o Guia conhece."""

    servicos: list[Servico] = field(default_factory=list)
    respostas: list[RespostaDeBusca] = field(default_factory=list)
    portas: list[encaminhar.Porta] = field(default_factory=list)
    insulto: bool = False
    quis_dizer: str = ""

    @property
    def em_ordem(self) -> list[RespostaDeBusca | encaminhar.Porta | Servico]:
        """O que se lê na página, de cima para baixo."""
        return [*self.respostas, *self.portas, *self.servicos]


def procurar(texto: str, limite: int = 20) -> Achado:
    """O que a busca mostra a quem escreveu isto."""
    if sem := sem_servico.qual(texto):
        return Achado(insulto=sem == sem_servico.SemServico.INSULTO)
    lido = sentido.ler(texto)
    portas = encaminhar.portas(texto)
    achados = consultas.buscar(texto, limite, lido=lido)
    if respondidas := _responder(texto, achados, lido):
        return Achado(_proprios(texto, achados, respondidas, lido), respondidas, portas)
    lidas = vocabulario.ler(texto)
    if _so_uma_palavra_igual(achados, lidas, lido):
        achados = []
    poucos = len(achados) <= POUCOS
    return Achado(achados, [], portas, quis_dizer=vocabulario.quis_dizer(texto, lidas) if poucos else "")


def _proprios(
    texto: str, achados: list[Servico], respondidas: list[RespostaDeBusca], lido: sentido.Lido
) -> list[Servico]:
    """Os serviços que a busca quis dizer; se alguém foi ferido, dos que são de gente e desse perigo."""
    if {ferida.resposta for ferida in quem_fere.ler(em_palavras(texto))} & {r.slug for r in respondidas}:
        achados = [
            um
            for um in achados
            if de_quem.eh_de_gente(um) and not respostas.eh_de_outra(um.slug, respondidas)
        ]
    return list(takewhile(lambda um: sentido.e_dele(um.pk, lido), achados[:COM_RESPOSTA]))


def _responder(texto: str, achados: list[Servico], lido: sentido.Lido) -> list[RespostaDeBusca]:
    """As respostas; se nenhuma é emergência e o primeiro serviço é de socorro, a dele vem antes."""
    respondidas = respostas.responder(texto, lido=lido)
    if any(not uma.urgente for uma in respondidas):
        dos_servicos = consultas.expressoes(achados[:COM_RESPOSTA])
        respondidas = [
            um for um in respondidas if um.urgente or not respostas.diz_mais(dos_servicos, um, texto)
        ]
    if any(uma.urgente for uma in respondidas) or not (achados and sentido.e_dele(achados[0].pk, lido)):
        return respondidas
    return [*respostas.de_socorro(texto, achados[0].slug), *respondidas][: respostas.NO_MAXIMO]


def _so_uma_palavra_igual(achados: list[Servico], lidas: vocabulario.Lidas, lido: sentido.Lido) -> bool:
    quantas = len(lidas.contam)
    if not lido.servicos or quantas > CURTA or lidas.estranhas * 2 < max(quantas, 1):
        return False
    return all(lido.servicos.get(um.pk, CERTO_DO_SENTIDO) < CERTO_DO_SENTIDO for um in achados[:COM_RESPOSTA])
