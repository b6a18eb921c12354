"""Sobre que caso um atendente age: só o de quem ele reconheceu, num atendimento seu e ainda aberto."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from atendimento.acoes.atender import JA_ACABOU
from atendimento.casos import e_dela
from atendimento.guardas import NaMesa, meu_atendimento
from atendimento.models import Atendimento
from atendimento.situacoes import Providencia
from portal.consultas import Achado, localizar
from protocolo import numero
from protocolo.erros import TransicaoProibida

if TYPE_CHECKING:
    from uuid import UUID

LEIA_ANTES = "Abra antes o caso, no botão Ler: fica escrito que você o leu."
NAO_E_DELA = "Este caso não é da pessoa que você reconheceu neste atendimento, ou não se abre por aqui."


def em_curso(request: HttpRequest, codigo: UUID) -> tuple[Atendimento, NaMesa]:
    """O atendimento de quem o faz, ainda aberto: 404 se não existe, 403 ao de outro, 409 ao que acabou."""
    atendimento, mesa = meu_atendimento(request, codigo)
    if not atendimento.aberto:
        raise TransicaoProibida(JA_ACABOU)
    return atendimento, mesa


def caso_da_pessoa(request: HttpRequest, codigo: UUID, protocolo: str) -> tuple[Atendimento, NaMesa, Achado]:
    """O caso, a quem atende a pessoa reconhecida como parte dele.

    O de outra pessoa e o que não existe dão o mesmo 403.
    Denúncia, selado, sigiloso e anonimizado nunca são de ninguém aqui (`atendimento.casos.que_se_dizem`).
    """
    atendimento, mesa = em_curso(request, codigo)
    achado = localizar(numero.normalizar(protocolo)) if atendimento.reconhecido_id else None
    if achado is None or not e_dela(atendimento, achado):
        raise PermissionDenied(NAO_E_DELA)
    return atendimento, mesa, achado


def caso_lido(request: HttpRequest, codigo: UUID, protocolo: str) -> tuple[Atendimento, NaMesa, Achado]:
    """O caso da pessoa, para agir nele: só depois de escrita a leitura; 403 antes."""
    atendimento, mesa, caso = caso_da_pessoa(request, codigo, protocolo)
    if not leu(atendimento, caso.protocolo):
        raise PermissionDenied(LEIA_ANTES)
    return atendimento, mesa, caso


def leu(atendimento: Atendimento, protocolo: str) -> bool:
    """A leitura deste caso já ficou escrita neste atendimento? Só então a página dele se mostra."""
    return atendimento.atos.filter(tipo=Providencia.LEU, protocolo=protocolo).exists()
