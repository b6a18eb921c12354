"""O que se mostra antes de seguir com o pedido: outro caminho e respostas parecidas. Nada impede de pedir."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esic.models import Publicacao
from esic.pedir.o_que_parece import Parece, parece
from esic.transparencia.acervo import parecidas
from guia.consultas import buscar
from guia.models import Servico

QUANTOS = 3


@dataclass(frozen=True, slots=True)
class Conselho:
    """O que o texto parece, os serviços que o resolvem e as respostas publicadas parecidas."""

    parece: Parece | None
    servicos: Sequence[Servico]
    parecidas: Sequence[Publicacao]

    @property
    def vazio(self) -> bool:
        """Não há o que mostrar."""
        return self.parece is None and not self.parecidas


def conselho(texto: str) -> Conselho:
    """O que mostrar a quem escreveu este texto; procura as respostas de todos os órgãos."""
    achado = parece(texto)
    servicos = buscar(texto, limite=QUANTOS) if achado == Parece.SERVICO else []
    return Conselho(achado, servicos, parecidas(texto, quantas=QUANTOS))
