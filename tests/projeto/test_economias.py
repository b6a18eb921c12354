"""A rodada escreve as colunas de uma consulta por um atalho: o SQL é, letra por letra, o do Django."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connections
from django.db.models import Count, Exists, F, Model, Prefetch, QuerySet, Value
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

from contas.models import Usuario
from solicitacoes.models import Andamento, Solicitacao
from tests import economias_do_banco as economias

DO_DJANGO = {
    (Col, "as_sql"): economias._coluna_do_django,
    (Col, "get_db_converters"): economias._conversores_do_django,
    (SQLCompiler, "get_default_columns"): economias._colunas_do_django,
    (SQLCompiler, "get_select"): economias._selecao_do_django,
}
pytestmark = pytest.mark.django_db
MODELOS = apps.get_models()


def consultas(modelo: type[Model]) -> list[QuerySet[Any]]:
    """A tabela, com as que ela liga, com o que se anota, só com uma coluna, e juntada a si mesma."""
    todos = modelo._base_manager.order_by("pk")
    ligadas = [campo.name for campo in modelo._meta.fields if campo.is_relation]
    return [
        todos,
        todos.select_related(*ligadas) if ligadas else todos,
        todos.annotate(um=Value(1), dois=F("pk")).annotate(ha=Exists(todos.filter(pk=1))),
        todos.only("pk"),
        todos.values("pk"),
        todos.filter(pk__in=todos.values("pk")[:3]),
        todos.order_by().union(todos.order_by(), all=True).order_by(),
    ]


DE_PERTO = [
    Solicitacao.objects.select_related("servico__publicada", "unidade__subprefeitura", "interessado"),
    Solicitacao.objects.select_related("servico").defer("descricao", "servico__slug"),
    Solicitacao.objects.annotate(quantos=Count("andamentos")).select_related("unidade"),
    Solicitacao.objects.annotate(nada=Exists(Solicitacao.objects.none())).select_related("unidade"),
    Solicitacao.objects.extra(select={"um": "1"}),
    Andamento.objects.filter(caso__unidade__sigla="X")
    .select_related("caso__servico")
    .select_for_update(of=("self", "caso")),
    Usuario.objects.prefetch_related(Prefetch("groups", Group.objects.all())),
]


def escrita(consulta: QuerySet[Any]) -> Any:
    """O SQL, o que se põe nele, o que faz cada objeto e o que converte cada coluna."""
    compilador = consulta.all().query.get_compiler(connection=connections["default"])
    sql, valores = compilador.as_sql()
    conversores = compilador.get_converters([dita for dita, _, _ in compilador.select])
    classe = {} if compilador.klass_info is None else so_os_lugares(compilador.klass_info)
    return (
        sql,
        valores,
        classe,
        compilador.annotation_col_map,
        {n: len(c) for n, (c, _) in conversores.items()},
    )


def so_os_lugares(classe: dict[str, Any]) -> dict[str, Any]:
    ligadas = [so_os_lugares(outra) for outra in classe.get("related_klass_infos", [])]
    return {"modelo": classe["model"], "lugares": classe["select_fields"], "ligadas": ligadas}


def test_o_sql_e_o_do_django(monkeypatch: pytest.MonkeyPatch) -> None:
    todas = [consulta for modelo in MODELOS for consulta in consultas(modelo)] + DE_PERTO
    economizado = [escrita(consulta) for consulta in todas]
    with monkeypatch.context() as troca:
        troca.delattr(Col, "as_postgresql")
        for (onde, nome), do_django in DO_DJANGO.items():
            troca.setattr(onde, nome, do_django)
        for consulta, dito in zip(todas, economizado, strict=True):
            assert dito == escrita(consulta), consulta.model._meta.label
