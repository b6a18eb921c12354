"""A cidade em todas as páginas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from avisos.models import Cidade

if TYPE_CHECKING:
    from django.http import HttpRequest


def cidade(_request: HttpRequest) -> dict[str, Any]:
    """Lida só se a página a usar."""
    return {"cidade": SimpleLazyObject(Cidade.atual)}
