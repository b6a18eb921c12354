"""Linhas de que um teste só parte: gravadas de uma vez, sem a história nem os sinais que ninguém ali prova.

Uma unidade feita pelo `get_or_create` custa cinco idas ao banco; daqui, uma. Quem prova a história de uma
linha grava-a pelo modelo, ou pela ação.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model


def gravar_linha[M: Model](linha: M) -> M:
    """A linha, já com a sua chave; não passa por `save` nem deixa história."""
    type(linha)._default_manager.bulk_create([linha])
    return linha


def achar_ou_gravar[M: Model](modelo: type[M], padrao: Callable[[], dict[str, Any]], **chave: Any) -> M:
    """A linha com esta chave; `padrao` só se faz se ela ainda não existe."""
    return modelo._default_manager.filter(**chave).first() or gravar_linha(modelo(**chave, **padrao()))
