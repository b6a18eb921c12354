"""Os serviços que vêm com o projeto, lidos e conferidos uma vez por processo, e só se alguém os pede."""

from __future__ import annotations

import functools
from typing import Any

from django.utils.functional import SimpleLazyObject

from guia.conteudo.leitura import ler_servicos


@functools.cache
def servicos() -> list[dict[str, Any]]:
    return ler_servicos()


SERVICOS: list[dict[str, Any]] = SimpleLazyObject(servicos)  # type: ignore[assignment]
"""Para quem os lê em muitos testes: a coleta dos testes não os lê."""
