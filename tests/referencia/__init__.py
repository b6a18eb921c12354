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


def achar[M: Model](modelo: type[M], **chave: Any) -> M | None:
    """A linha com esta chave, sem montar a consulta de novo a cada vez."""
    colunas = [str(getattr(modelo, nome).field.column) for nome in chave]
    valores = [valor.pk if isinstance(valor, Model) else valor for valor in chave.values()]
    onde = " AND ".join(f'"{coluna}" = %s' for coluna in colunas)
    da_tabela = (
        f'SELECT * FROM "{modelo._meta.db_table}" WHERE {onde} ORDER BY "{modelo._meta.pk.column}" LIMIT 1'  # noqa: S608
    )
    return next(iter(modelo._default_manager.raw(da_tabela, valores)), None)


def achar_ou_gravar[M: Model](modelo: type[M], padrao: Callable[[], dict[str, Any]], **chave: Any) -> M:
    """A linha com esta chave; `padrao` só se faz se ela ainda não existe."""
    return achar(modelo, **chave) or gravar_linha(modelo(**chave, **padrao()))
