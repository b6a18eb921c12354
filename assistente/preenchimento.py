"""Um rascunho diante de quem o preenche: o que toda página de um assistente precisa saber."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from assistente.rascunhos import respostas_de
from assistente.roteiro import Roteiro
from contas.autor import Autor
from protocolo.models import ArquivoDeRascunho, Rascunho

BALCAO = "balcao"
"""Em `Rascunho.dados`: `canal` e `recebida_em` do que chegou por telefone, Praça, carta ou visita.

E `atendimento`, o código do atendimento em que se registra, se é num.
"""
CONVERSA = "conversa"
"""Em `Rascunho.dados`: `codigo` da conversa do portal que mandou o pedido, e `chave`, que o endereço leva.

Vazio, depois do envio de quem não se identificou: nada diz de que conversa foi.
"""


@dataclass(frozen=True, kw_only=True)
class Preenchimento[R: Roteiro](ABC):
    """Quem herda acrescenta o que as suas páginas mostram. `gravado`: o rascunho já existe no banco."""

    rascunho: Rascunho
    autor: Autor
    roteiro: R
    gravado: bool = True

    @property
    def no_balcao(self) -> bool:
        """Verdadeiro quando quem digita registra o que chegou de outra pessoa."""
        return BALCAO in self.rascunho.dados

    @property
    def atendimento(self) -> str:
        """O código do atendimento em que se registra; vazio se não é num."""
        return str(self.rascunho.dados.get(BALCAO, {}).get("atendimento", ""))

    @property
    def conversa(self) -> dict[str, str]:
        """A conversa que mandou o pedido, e a chave; vazio se nenhuma."""
        return dict(self.rascunho.dados.get(CONVERSA, {}))

    @cached_property
    def arquivos(self) -> list[ArquivoDeRascunho]:
        """Os arquivos já recebidos, na ordem em que vieram."""
        return list(self.rascunho.arquivos.order_by("pk")) if self.gravado else []

    def respondido(self, passo: str) -> dict[str, Any]:
        """As respostas guardadas de um passo, mesmo as que se guardam cifradas."""
        return respostas_de(self.rascunho, passo)

    @abstractmethod
    def relido(self) -> Self:
        """Este preenchimento, com o roteiro do que o rascunho tem agora."""
