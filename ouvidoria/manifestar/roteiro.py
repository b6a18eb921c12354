"""O assistente da manifestação como dados: que passos há, quais faltam e o que ela vai ser.

As respostas moram em `Rascunho.dados`, um dicionário por passo. Tudo aqui é conta sobre elas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistente import roteiro
from assistente.preenchimento import BALCAO
from assistente.roteiro import CONFERIR, IDENTIFICACAO, recebida_em
from ouvidoria.manifestar.perguntas import FALHA, PERGUNTAS, Pergunta
from ouvidoria.segunda_instancia import Caminho, caminho, tipo_que_cabe
from ouvidoria.situacoes import TipoDeManifestacao
from solicitacoes.models import Solicitacao

TIPO = "manifestacao"
"""O tipo de rascunho do assistente; o assunto é o tipo de manifestação."""

RESPOSTAS = "perguntas"
CIENTE = "ciente"
"""Em `dados`: a pessoa leu que ainda não cabe reclamação e quis registrar assim mesmo."""


@dataclass(frozen=True, slots=True)
class Roteiro(roteiro.Roteiro):
    """Os passos de uma manifestação e o que já foi respondido deles, no momento `agora`.

    `solicitacao` é o pedido de que se reclama, já achado pelo protocolo respondido.
    """

    tipo: str
    dados: Mapping[str, Any]
    solicitacao: Solicitacao | None
    agora: datetime

    @property
    def passos(self) -> list[str]:
        return [RESPOSTAS, IDENTIFICACAO, CONFERIR]

    def completo(self, passo: str) -> bool:
        if passo == RESPOSTAS:
            return bool(self.respostas.get("conferido")) and not self.falta_caminho
        return bool(self.dados.get(passo))

    @property
    def o_que_falta(self) -> str:
        """A reclamação que ainda não cabe vai à página que explica."""
        sem_caminho = self.respostas.get("conferido") and self.falta_caminho
        return "caminho" if sem_caminho else self.primeiro_incompleto

    @property
    def perguntas(self) -> tuple[Pergunta, ...]:
        """As perguntas do tipo que a pessoa escolheu."""
        return PERGUNTAS[self.tipo]

    @property
    def respostas(self) -> dict[str, Any]:
        """As respostas guardadas, com a chave de cada pergunta."""
        guardadas: dict[str, Any] = self.dados.get(RESPOSTAS, {})
        return guardadas

    @property
    def recebida(self) -> datetime:
        """Quando ela chegou de verdade."""
        return recebida_em(self.dados.get(BALCAO, {}).get("recebida_em", ""), self.agora)

    @property
    def caminho(self) -> Caminho:
        """Se a reclamação cabe; os outros tipos cabem sempre."""
        if self.tipo != TipoDeManifestacao.RECLAMACAO:
            return Caminho.CABE
        return caminho(self.solicitacao, self.respostas.get(FALHA, ""), self.recebida)

    @property
    def falta_caminho(self) -> bool:
        """A reclamação ainda não cabe, e a pessoa não disse o que prefere."""
        return self.caminho != Caminho.CABE and not self.dados.get(CIENTE)

    @property
    def tipo_que_entra(self) -> str:
        """O tipo com que vai ser registrada."""
        falha = self.respostas.get(FALHA, "")
        return tipo_que_cabe(self.tipo, solicitacao=self.solicitacao, falha=falha, em=self.recebida)

    def em_pares(self) -> list[dict[str, Any]]:
        """As respostas de texto como a manifestação as guarda: `{chave, rotulo, valor}`, na ordem."""
        return [
            {"chave": p.chave, "rotulo": p.rotulo, "valor": self.respostas[p.chave]}
            for p in self.perguntas
            if p.de_texto and self.respostas.get(p.chave)
        ]
