"""Fábrica de solicitações: as situações são traços (`SolicitacaoFactory(finalizada=True)`)."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco


class SolicitacaoFactory(DjangoModelFactory[Solicitacao]):
    """Um tapa-buraco da Sé aberto ontem por quem se identificou; os campos do modelo se trocam pelo nome."""

    class Meta:
        model = Solicitacao

    class Params:
        em_andamento = factory.Trait(situacao=Situacao.EM_ANDAMENTO)
        aguardando = factory.Trait(situacao=Situacao.AGUARDANDO_MUNICIPE)
        finalizada = factory.Trait(situacao=Situacao.FINALIZADA)
        indeferida = factory.Trait(situacao=Situacao.INDEFERIDA)
        cancelada = factory.Trait(situacao=Situacao.CANCELADA)

    situacao = Situacao.ABERTA

    @classmethod
    def _create(cls, model_class: type[Solicitacao], *_: Any, **kwargs: Any) -> Solicitacao:  # noqa: ARG003  assinatura da fábrica
        situacao = kwargs.pop("situacao")
        return elenco.na_situacao(situacao, kwargs.pop("unidade", None), **kwargs)
