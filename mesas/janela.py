"""Um filtro sem índice que o ordene olha só as primeiras linhas da lista, e diz até onde olhou.

O que se lê é sempre pouco, também quando nada se acha: no lugar da tabela, a consulta tem as primeiras dela
na ordem da lista, que um índice dá. Quem quer mais continua de onde se parou (ADR 0050).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.sql.datastructures import BaseTable

RARAS = 1_000
"""Até quantas se acham pelo índice e se ordenam depois: daí em diante custa menos procurar na ordem."""


@dataclass(frozen=True, slots=True)
class Janela:
    """As linhas entre as quais se procura, antes dos filtros, e quantas se olham de cada vez."""

    todas: QuerySet[Any, Any]
    tamanho: int
    pelo_indice: QuerySet[Any, Any] | None = None
    """As escolhidas, se há um índice que as acha sem as ordenar."""

    def raras(self) -> QuerySet[Any, Any] | None:
        """As escolhidas, se são tão poucas que se acham todas pelo índice e se ordenam depois.

        Pela chave, para o banco não as procurar outra vez.
        """
        if self.pelo_indice is None:
            return None
        achadas = list(self.pelo_indice.order_by().values_list("pk", flat=True)[: RARAS + 1])
        return None if len(achadas) > RARAS else self.todas.filter(pk__in=achadas)

    def entre_as_primeiras(
        self, escolhidas: QuerySet[Any, Any], ordem: tuple[str, str]
    ) -> QuerySet[Any, Any]:
        """As escolhidas que estão entre as primeiras `tamanho` linhas de `todas`, nesta ordem."""
        so_estas = escolhidas.order_by(*ordem)
        consulta = so_estas.query
        tabela = consulta.get_initial_alias()
        consulta.alias_map[tabela] = _Primeiras(self.todas.order_by(*ordem)[: self.tamanho], tabela)
        return so_estas

    def fim(self, ordem: tuple[str, str], campo: str) -> tuple[Any, int] | None:
        """O momento e o `id` da última que se olhou; nada, se as linhas acabaram antes."""
        ultima = self.todas.order_by(*ordem).values_list(campo, "id")
        achada: tuple[Any, int] | None = ultima[self.tamanho - 1 : self.tamanho].first()
        return achada


class _Primeiras(BaseTable):
    """No lugar da tabela, com o mesmo nome, as linhas de uma consulta já cortada."""

    def __init__(self, linhas: QuerySet[Any, Any], tabela: str) -> None:
        super().__init__(linhas.model._meta.db_table, tabela)
        self.linhas = linhas

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, valores = self.linhas.query.get_compiler(connection=connection).as_sql()
        return f"({sql}) {compiler.quote_name(self.table_alias)}", tuple(valores)
