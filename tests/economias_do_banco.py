"""As colunas de uma consulta, escritas uma vez por processo e não a cada consulta.

Toda linha que se lê escreve de novo, coluna por coluna, o mesmo `"tabela"."coluna"`: um décimo da CPU da
rodada. O texto só depende do nome da tabela e do da coluna; `test_economias.py` o confere com o do Django.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Model
from django.db.models.expressions import Col
from django.db.models.options import Options
from django.db.models.sql.compiler import SQLCompiler

type Escrita = tuple[str, tuple[()]]

_coluna_do_django = Col.as_sql
_selecao_do_django = SQLCompiler.get_select
_colunas_do_django = SQLCompiler.get_default_columns
_conversores_do_django = Col.get_db_converters


@cache
def _escrita(tabela: str | None, coluna: str) -> Escrita:
    return ".".join(connection.ops.quote_name(parte) for parte in (tabela, coluna) if parte), ()


def _coluna(coluna: Any, _compilador: object, _conexao: object) -> Escrita:
    return _escrita(coluna.alias, coluna.target.column)


def _conversores(coluna: Any, conexao: Any) -> Any:
    if coluna.target is coluna.output_field:
        return coluna.target.get_db_converters(conexao)
    return _conversores_do_django(coluna, conexao)


@cache
def _do_modelo(modelo: type[Model], tabela: str) -> tuple[Col, ...]:
    return tuple(campo.get_col(tabela) for campo in modelo._meta.concrete_fields)


def _simples(opcoes: Options[Any]) -> bool:
    """De uma tabela só, e do projeto: o modelo de uma migração não se guarda."""
    return opcoes.concrete_model is opcoes.model and not opcoes.parents and opcoes.apps is apps


def _colunas(
    compilador: Any, mascara: Any, start_alias: str | None = None, opts: Any = None, **resto: Any
) -> Any:
    opcoes = opts or compilador.query.get_meta()
    if mascara or opcoes is None or not _simples(opcoes):
        return _colunas_do_django(compilador, mascara, start_alias, opts, **resto)
    return list(_do_modelo(opcoes.model, start_alias or compilador.query.get_initial_alias()))


def _selecao(compilador: Any, with_col_aliases: bool = False) -> Any:  # noqa: FBT001, FBT002 - a do Django
    consulta = compilador.query
    if not consulta.default_cols or consulta.selected is not None or consulta.extra or with_col_aliases:
        return _selecao_do_django(compilador, with_col_aliases)
    try:
        anotadas = _anotadas(compilador)
    except (EmptyResultSet, FullResultSet):
        return _selecao_do_django(compilador)
    mascara = consulta.get_select_mask()
    escolhidas = [(coluna, None) for coluna in compilador.get_default_columns(mascara)]
    quantas = len(escolhidas)
    da_classe = {"model": consulta.model, "select_fields": list(range(quantas))} if quantas else None
    ligadas = [(None, None)] * len(anotadas)  # o lugar delas: as das tabelas ligadas vêm depois
    lista: list[Any] = [*escolhidas, *ligadas]
    if consulta.select_related:
        assert da_classe
        da_classe["related_klass_infos"] = compilador.get_related_selections(lista, mascara)
        compilador.get_select_from_parent(da_classe)
    escritas = [(col, _escrita(col.alias, col.target.column), None) for col, _ in lista if col is not None]
    escritas[quantas:quantas] = anotadas
    return escritas, da_classe, {nome: quantas + n for n, (_, _, nome) in enumerate(anotadas)}


def _anotadas(compilador: Any) -> list[Any]:
    return [
        (dita, dita.select_format(compilador, *compilador.compile(dita)), nome)
        for nome, dita in compilador.query.annotation_select.items()
    ]


TROCAS: tuple[tuple[type[Any], str, Callable[..., Any]], ...] = (
    (Col, "as_sql", _coluna),
    (Col, "as_postgresql", _coluna),
    (Col, "get_db_converters", _conversores),
    (SQLCompiler, "get_default_columns", _colunas),
    (SQLCompiler, "get_select", _selecao),
)


def ligar() -> None:
    """Troca os passos do Django por estes, que dizem o mesmo."""
    for onde, nome, economico in TROCAS:
        setattr(onde, nome, economico)
