"""Os serviços que vêm com o projeto, lidos e conferidos uma vez por processo, e só se alguém os pede."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, override

from guia.conteudo.leitura import ler_servicos


@functools.cache
def servicos() -> list[dict[str, Any]]:
    return ler_servicos()


class AoPedir(Sequence[dict[str, Any]]):
    """Um SimpleLazyObject não serve: ao colher um arquivo, o pytest pergunta a classe de cada nome dele."""

    @override
    def __getitem__(self, qual: Any) -> Any:
        return servicos()[qual]

    @override
    def __len__(self) -> int:
        return len(servicos())


SERVICOS: list[dict[str, Any]] = AoPedir()  # type: ignore[assignment]
"""Para quem os lê em muitos testes: a coleta dos testes não os lê."""
