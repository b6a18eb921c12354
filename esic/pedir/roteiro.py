"""O assistente do pedido de informação como dados: que passos há e quais faltam.

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
from esic.situacoes import FormaDeResposta

TIPO = "informacao"
"""O tipo de rascunho do assistente, e o assunto dele."""

INFORMACAO = "informacao"
NAO_SEI = "nao_sei"
"""A escolha de quem não sabe que órgão tem a informação."""

VISTO = "visto"
"""Em `dados`: o texto com que a pessoa viu o que há antes de seguir (respostas parecidas, outro caminho)."""

SEM_DESTINO = "sem_destino"
"""Em `dados`, depois do envio: a pessoa não sabia a que órgão pedir."""

PERFIL = "perfil"
"""Em `dados`, depois do envio: a pessoa já disse quem é, em geral, ou não quis."""


@dataclass(frozen=True, slots=True)
class Roteiro(roteiro.Roteiro):
    """Os passos de um pedido e o que já foi respondido deles."""

    dados: Mapping[str, Any]

    @property
    def passos(self) -> list[str]:
        return [INFORMACAO, IDENTIFICACAO, CONFERIR]

    def completo(self, passo: str) -> bool:
        respostas = self.dados.get(passo, {})
        if passo == INFORMACAO:
            return bool(respostas.get("conferido"))
        return bool(respostas) and (bool(respostas.get("endereco")) or not self.pelo_correio)

    @property
    def informacao(self) -> dict[str, Any]:
        """As respostas do primeiro passo."""
        guardadas: dict[str, Any] = self.dados.get(INFORMACAO, {})
        return guardadas

    @property
    def texto(self) -> str:
        """O que se quer saber."""
        return str(self.informacao.get("texto", ""))

    @property
    def pelo_correio(self) -> bool:
        """A resposta vai por carta, e precisa do endereço postal."""
        return bool(self.informacao.get("forma_de_resposta") == FormaDeResposta.CORREIO)

    def recebido(self, agora: datetime) -> datetime | None:
        """Quando chegou de verdade o que se registra no balcão; None se foi a própria pessoa que enviou."""
        do_balcao = self.dados.get(BALCAO)
        return recebida_em(do_balcao["recebida_em"], agora) if do_balcao else None
