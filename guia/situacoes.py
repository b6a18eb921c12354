"""O caminho de uma versão do Guia, do rascunho à substituição."""

from __future__ import annotations

from django.db.models import TextChoices

from contas.papeis import Papel
from protocolo.situacoes import Transicao


class Situacao(TextChoices):
    """Onde está uma versão. Só uma por serviço está publicada e só uma está sendo escrita."""

    RASCUNHO = "rascunho", "Rascunho"
    EM_REVISAO = "em_revisao", "Em revisão"
    PUBLICADA = "publicada", "Publicada"
    SUBSTITUIDA = "substituida", "Substituída"


EM_ELABORACAO = (Situacao.RASCUNHO, Situacao.EM_REVISAO)
"""As situações em que o texto ainda muda."""

QUEM_ESCREVE = frozenset({Papel.SERVIDOR, Papel.CHEFIA, Papel.SISTEMA})

TRANSICOES = (
    Transicao(Situacao.RASCUNHO, Situacao.EM_REVISAO, QUEM_ESCREVE),
    Transicao(
        Situacao.EM_REVISAO,
        Situacao.RASCUNHO,
        QUEM_ESCREVE,
        motivo="A revisão pediu ajustes.",
    ),
    Transicao(Situacao.EM_REVISAO, Situacao.PUBLICADA, QUEM_ESCREVE),
    Transicao(
        Situacao.RASCUNHO,
        Situacao.PUBLICADA,
        QUEM_ESCREVE,
        motivo="A coordenação põe no ar uma correção urgente; a carga, o conteúdo que vem com o projeto.",
    ),
    Transicao(
        Situacao.PUBLICADA,
        Situacao.SUBSTITUIDA,
        QUEM_ESCREVE,
        motivo="Outra versão tomou o lugar.",
    ),
)
