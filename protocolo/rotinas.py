"""O jeito de toda rotina: cada linha por sua vez, e a que falha não impede as outras."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.db.models import QuerySet

registro = logging.getLogger(__name__)
LOTE = 500
"""Quantos se leem do banco por vez: uma mudança no calendário refaz todos os abertos na mesma volta."""


def aplicar(
    linhas: QuerySet[Any, Any], acao: Callable[..., object], *, como: str = "caso", **comuns: Any
) -> None:
    """Aplica a ação a cada linha, dada no argumento `como`, com os argumentos comuns a todas.

    O que falha fica escrito no registro; a rotina volta a ele na próxima vez, porque escolhe pelo estado.
    """
    for linha in linhas.iterator(chunk_size=LOTE):
        try:
            acao(**{como: linha}, **comuns)
        except Exception:  # noqa: BLE001  uma linha ruim não para a rotina
            registro.exception("%s falhou em %s %s", acao.__name__, linha._meta.model_name, linha.pk)
