"""As versões: todo arquivo diz a mesma, e as migrações depois dela servem o código dela."""

from __future__ import annotations

import shutil
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.db import migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Now

from sp156.embutido.pastas import RAIZ
from tests.implantacao import versao
from tests.implantacao.seguras import RAZAO, inseguras


@pytest.fixture(scope="module")
def lidas() -> MigrationLoader:
    return MigrationLoader(None)


def test_todo_arquivo_diz_a_versao_lancada() -> None:
    lancada, _ = versao.lancada()
    assert dict(versao.ditas()) == dict.fromkeys(versao.TRECHOS, lancada)


def test_as_migracoes_depois_da_versao_servem_o_codigo_dela(lidas: MigrationLoader) -> None:
    """A que não serve parte-se em duas versões; se não há perigo, o módulo dela diz por quê em `SEGURA`."""
    _, ultimas = versao.lancada()
    graficas = [no for no in ultimas.items() if no in lidas.graph.nodes]
    assert len(graficas) == len(ultimas), "uma migração lançada sumiu: só se junta o que está em lancada.yaml"
    ja = {no for ultima in graficas for no in lidas.graph.forwards_plan(ultima)}
    plano = [no for folha in lidas.graph.leaf_nodes() for no in lidas.graph.forwards_plan(folha)]
    novas = [no for no in dict.fromkeys(plano) if no not in ja and no[0] in ultimas]
    if not novas:
        return
    achadas = inseguras([lidas.graph.nodes[no] for no in novas], lidas.project_state(graficas))
    com_razao = {no for no in novas if len(getattr(import_module(_modulo(no)), RAZAO, "")) > 20}
    assert [dita for dita in achadas if tuple(dita.split(":")[0].split(".", 1)) not in com_razao] == []


def _modulo(no: tuple[str, str]) -> str:
    return f"{no[0]}.migrations.{no[1]}"


def test_lancar_escreve_a_versao_em_todos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for arquivo in versao.TRECHOS:
        shutil.copy(RAIZ / arquivo, tmp_path / arquivo)
    monkeypatch.setattr(versao, "RAIZ", tmp_path)
    monkeypatch.setattr(versao, "LANCADA", tmp_path / "lancada.yaml")
    monkeypatch.setattr(versao, "ultimas", lambda: {"guia": "0001_initial"})
    versao.lancar("7.8.9", date(2027, 1, 2))
    assert set(dict(versao.ditas()).values()) == {"7.8.9"} == {versao.lancada()[0]}
    mudancas = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert mudancas.index("## [Não lançado]") < mudancas.index("## [7.8.9] – 2027-01-02")


CAIXA = ModelState(
    "correio",
    "Caixa",
    [("id", models.BigAutoField(primary_key=True)), ("nome", models.CharField(max_length=20, null=True))],
)
UNICO = models.UniqueConstraint(fields=["nome"], name="um_nome")
RECUSADAS: list[Operation] = [
    migrations.RemoveField("caixa", "nome"),
    migrations.RenameField("caixa", "nome", "titulo"),
    migrations.DeleteModel("Caixa"),
    migrations.RenameModel("Caixa", "Cesto"),
    migrations.AddField("caixa", "peso", models.IntegerField(default=1)),
    migrations.AlterField("caixa", "nome", models.CharField(max_length=20)),
    migrations.AlterField("caixa", "nome", models.CharField(max_length=10, null=True)),
    migrations.AlterField("caixa", "nome", models.IntegerField(null=True)),
    migrations.AlterField("caixa", "nome", models.CharField(max_length=20, null=True, unique=True)),
    migrations.AddConstraint("caixa", UNICO),
    migrations.RunSQL("DROP TABLE correio_caixa"),
    migrations.SeparateDatabaseAndState([migrations.RemoveField("caixa", "nome")]),
]
ACEITAS: list[Operation] = [
    migrations.AddField("caixa", "peso", models.IntegerField(null=True)),
    migrations.AddField("caixa", "peso", models.IntegerField(default=1, db_default=1)),
    migrations.AddField("caixa", "em", models.DateTimeField(db_default=Now())),
    migrations.AlterField("caixa", "nome", models.CharField(max_length=40, null=True, help_text="outro")),
    migrations.AlterField("caixa", "nome", models.TextField(null=True)),
    migrations.AddIndex("caixa", models.Index(fields=["nome"], name="pelo_nome")),
    migrations.RemoveConstraint("caixa", "um_nome"),
    migrations.CreateModel("Cesto", [("id", models.BigAutoField(primary_key=True))]),
    migrations.RunPython(migrations.RunPython.noop),
]


def achadas(*operacoes: Operation) -> list[str]:
    antes = ProjectState()
    antes.add_model(CAIXA.clone())
    migracao = type("Nova", (Migration,), {"operations": operacoes})("0002_x", "correio")
    antes.models["correio", "caixa"].options["constraints"] = [UNICO]
    return list(inseguras([migracao], antes))


def test_o_que_o_codigo_de_antes_nao_aguenta_se_recusa(subtests: pytest.Subtests) -> None:
    for operacao in RECUSADAS:
        with subtests.test(str(operacao)):
            assert len(achadas(operacao)) == 1
    for operacao in ACEITAS:
        with subtests.test(str(operacao)):
            assert achadas(operacao) == []


def test_a_tabela_que_nasceu_depois_pode_tudo() -> None:
    criar = migrations.CreateModel("Cesto", [("id", models.BigAutoField(primary_key=True))])
    exigir = migrations.AddField("cesto", "peso", models.IntegerField(default=1))
    assert achadas(criar, exigir, migrations.RemoveField("cesto", "peso")) == []
