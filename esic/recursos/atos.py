"""Os atos de quem julga, como dado: acrescentar um é acrescentar uma linha em `ATOS`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from esic import acoes
from esic.atos import ENCERRADO, AtoDoPedido
from esic.models import Pedido
from esic.recursos import forms
from esic.situacoes import Situacao
from mesas.atos import Atos
from protocolo.erros import TransicaoProibida

SEM_RECLAMACAO = "Não há reclamação à espera de decisão."
SO_A_OUVIDORIA = "Quem decide a reclamação é a Ouvidoria."


@dataclass(frozen=True, slots=True, kw_only=True)
class AtoDeRecurso(AtoDoPedido):
    """Um ato de quem julga um recurso ou uma reclamação."""

    espaco: ClassVar[str] = "recursos"

    def por_que_nao(self, caso: Pedido, por: Autor) -> str:
        return self.impede(caso, por) if caso.aberta else ENCERRADO


def _nao_decide(caso: Pedido, por: Autor) -> str:
    recurso = acoes.recurso_em_aberto(caso)
    recusa = acoes.por_que_nao_decide(recurso, por, timezone.localdate())
    return recusa or (acoes.IMPEDIDO if acoes.impedido(caso, por) else "")


def _nao_pergunta(caso: Pedido, por: Autor) -> str:
    if recusa := acoes.por_que_nao_julga(acoes.recurso_em_aberto(caso), por):
        return recusa
    if acoes.impedido(caso, por):
        return acoes.IMPEDIDO
    return acoes.JA_PERGUNTOU if acoes.pergunta_em_aberto(caso) else ""


def _nao_decide_a_reclamacao(caso: Pedido, por: Autor) -> str:
    if not caso.reclamacoes.filter(decidida_em=None).exists():
        return SEM_RECLAMACAO
    return "" if por.papel == Papel.OUVIDORIA else SO_A_OUVIDORIA


def _decidir(*, caso: Pedido, **argumentos: Any) -> Pedido:
    recurso = acoes.recurso_em_aberto(caso)
    if recurso is None:
        raise TransicaoProibida(acoes.SEM_RECURSO)
    return acoes.decidir(recurso=recurso, **argumentos)


def _decidir_reclamacao(*, caso: Pedido, **argumentos: Any) -> Pedido:
    reclamacao = caso.reclamacoes.filter(decidida_em=None).first()
    if reclamacao is None:
        raise TransicaoProibida(SEM_RECLAMACAO)
    return acoes.decidir_reclamacao(reclamacao=reclamacao, **argumentos)


ATOS = Atos(
    AtoDeRecurso(
        nome="decidir",
        verbo="Decidir o recurso",
        explicacao="A pessoa recebe a decisão, as razões e o que acontece depois.",
        feito="O recurso foi decidido.",
        acao=_decidir,
        para=Situacao.DECIDIDO,
        form=forms.DecidirForm,
        aviso="esic_decidido",
        impede=_nao_decide,
        destaque=True,
    ),
    AtoDeRecurso(
        nome="decidir-reclamacao",
        verbo="Decidir a reclamação",
        explicacao="A pessoa recebe a decisão e as razões dela.",
        feito="A reclamação foi decidida.",
        acao=_decidir_reclamacao,
        form=forms.DecidirReclamacaoForm,
        aviso="esic_reclamacao",
        impede=_nao_decide_a_reclamacao,
        destaque=True,
    ),
    AtoDeRecurso(
        nome="pedir-esclarecimento",
        verbo="Perguntar ao órgão",
        explicacao="O SIC do órgão lê a pergunta na sua mesa e responde a você.",
        feito="O órgão recebeu a pergunta.",
        acao=acoes.pedir_esclarecimento,
        form=forms.PerguntarForm,
        impede=_nao_pergunta,
    ),
)
