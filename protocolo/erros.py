"""Recusas que toda ação de caso pode dar (viram uma página 409 num lugar só), e a de um arquivo enviado."""

from __future__ import annotations

from collections.abc import Mapping


class RecusaDeAcao(Exception):
    """Base das recusas: a mensagem é para a pessoa que agiu.

    `escritos` é o que ela tinha escrito, como se lê na página: rótulo e texto, ou o nome do que escolheu.
    """

    def __init__(self, mensagem: str, *, escritos: Mapping[str, str] | None = None) -> None:
        super().__init__(mensagem)
        self.escritos = dict(escritos or {})


class RecusaNoCampo(RecusaDeAcao):
    """O que se escreveu não cabe; a mensagem diz por quê, e `campo`, onde se conserta (nenhum, no todo)."""

    def __init__(self, frase: str, campo: str | None = None) -> None:
        super().__init__(frase)
        self.campo = campo


class Conflito(RecusaDeAcao):
    """Outra pessoa mudou o caso depois que esta página foi aberta."""


class TransicaoProibida(RecusaDeAcao):
    """Da situação em que o caso está, este papel não pode levá-lo para a pedida."""


class ArquivoRecusado(ValueError):
    """O arquivo enviado não serve. A mensagem diz por quê e pode ser mostrada a quem enviou."""
