"""O que todo modelo HTML recebe: a cidade, com o nome e os contatos dela."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from avisos.models import Cidade


def cidade(_request: HttpRequest) -> dict[str, Any]:
    """Lida só se a página a usar."""
    return {"cidade": SimpleLazyObject(Cidade.atual)}
