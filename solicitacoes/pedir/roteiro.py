"""O assistente do pedido como dados: que passos há, quais faltam e como as respostas viram um pedido.

As respostas moram em `Rascunho.dados`, um dicionário por passo. Tudo aqui é conta sobre elas:
nenhuma escrita e nenhuma requisição.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistente import roteiro
from assistente.roteiro import CONFERIR, IDENTIFICACAO
from guia import perguntas
from guia.models import VersaoDoServico
from guia.perguntas import Opcao, Pergunta
from protocolo.models import Canal
from roteamento.models import Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO

TIPO = "solicitacao"
"""O tipo de rascunho do assistente."""

LOCAL, DETALHES = "local", "detalhes"
LIDAS = "ciente"
"""Em `dados[DETALHES]`: as orientações que a pessoa leu e depois das quais quis seguir."""
ORIENTACAO = "orientacao"
"""A página que mostra a orientação de uma resposta, antes de seguir."""
ATENDIMENTO = "atendimento"
"""Em `dados`: a unidade onde o atendente registra. Só existe no pedido feito por atendente."""
CANAL = "canal"
"""Em `dados[ATENDIMENTO]`: por onde a pessoa veio, se não é o canal do lugar."""


@dataclass(frozen=True, slots=True)
class Roteiro(roteiro.Roteiro):
    """Os passos de um pedido e o que já foi respondido deles."""

    versao: VersaoDoServico
    dados: Mapping[str, Any]
    pede_lugar: bool
    numa_pagina: bool = False
    """Na mesa de quem atende tudo se responde numa página só."""

    @property
    def passos(self) -> list[str]:
        """Os passos deste serviço, na ordem."""
        return [*([LOCAL] if self.pede_lugar else []), DETALHES, IDENTIFICACAO, CONFERIR]

    @property
    def paginas(self) -> list[list[str]]:
        """Duas: o que se pede, e quem pede junto da conferência; ou uma só, se se pede na mesa."""
        if self.numa_pagina:
            return [self.passos]
        *pedido, quem, conferencia = self.passos
        return [pedido, [quem, conferencia]]

    @property
    def foto_primeiro(self) -> bool:
        """Onde a foto ajuda ela vem antes de tudo, e diz o lugar: no que está na rua e não é de sigilo."""
        return self.versao.precisa_de_endereco and not self.versao.sigilosa

    def completo(self, passo: str) -> bool:
        """Se o que está guardado basta, conferido pelas perguntas em vigor."""
        respostas = self.dados.get(passo)
        if not respostas:
            return False
        if passo == DETALHES:
            return bool(respostas.get("conferido")) and not self.falta_responder and not self.conselho
        if passo == IDENTIFICACAO and respostas.get("anonima"):
            return self.versao.anonima
        return passo != LOCAL or bool(respostas.get("confirmado"))

    @property
    def perguntas(self) -> list[Pergunta]:
        """As perguntas do serviço na versão em vigor."""
        return perguntas.ler(self.versao.perguntas)

    @property
    def respostas(self) -> dict[str, Any]:
        """As respostas às perguntas do serviço."""
        respostas: dict[str, Any] = self.dados.get(DETALHES, {}).get("respostas", {})
        return respostas

    @property
    def lidas(self) -> list[str]:
        """As orientações já lidas; o rascunho de antes guarda uma só."""
        lidas = self.dados.get(DETALHES, {}).get(LIDAS) or []
        return [lidas] if isinstance(lidas, str) else list(lidas)

    @property
    def conselho(self) -> Opcao | None:
        """A resposta cuja orientação falta ler, o perigo antes; lida, quem quer seguir segue."""
        dadas = perguntas.orientacoes(self.perguntas, self.respostas)
        return next((opcao for opcao in dadas if opcao.orientacao not in self.lidas), None)

    @property
    def perigo(self) -> bool:
        """Uma resposta diz que há perigo, e a pessoa ainda não leu a quem ligar: isso vem antes de tudo."""
        return self.conselho is not None and self.conselho.perigo

    @property
    def falta_responder(self) -> bool:
        """Pergunta visível e obrigatória sem resposta, ou respondida com opção que já não há."""
        return any(
            _falta(p, self.respostas.get(p.chave)) for p in perguntas.visiveis(self.perguntas, self.respostas)
        )


def _falta(pergunta: Pergunta, resposta: Any) -> bool:
    if resposta in (None, "", []):
        return pergunta.obrigatoria
    if not pergunta.opcoes:
        return False
    dadas = resposta if isinstance(resposta, list) else [resposta]
    return not set(dadas) <= {opcao.valor for opcao in pergunta.opcoes}


def em_pares(lista: Sequence[Pergunta], respostas: Mapping[str, Any]) -> list[dict[str, Any]]:
    """As respostas como a solicitação as guarda: `{chave, rotulo, valor}`, na ordem das perguntas."""
    return [
        {"chave": pergunta.chave, "rotulo": rotulo, "valor": valor}
        for pergunta in perguntas.visiveis(lista, respostas)
        for rotulo, valor in perguntas.pares([replace(pergunta, mostrar_se=None)], respostas)
    ]


def canal_da(unidade: Unidade) -> Canal:
    """Por onde entra o que se registra em nome de alguém: a Central ou a Praça onde o atendente está."""
    return Canal.PRACA if unidade.atribuicao == PRACA_DE_ATENDIMENTO else Canal.CENTRAL
