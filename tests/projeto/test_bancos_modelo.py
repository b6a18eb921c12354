"""A cópia de um banco-modelo vale só enquanto nada do que o fez mudou, e volta como foi."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from django.db import connection

from guia.models import Servico
from tests.banco import modelos


@pytest.fixture
def copia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Um projeto de um dado e um módulo, e a cópia que saiu deles."""
    (tmp_path / "guia" / "dados").mkdir(parents=True)
    (tmp_path / "guia" / "dados" / "temas.yaml").write_text("- Árvores")
    (tmp_path / "guia" / "carga.py").write_text("carregar = 1")
    monkeypatch.setattr(modelos, "RAIZ", tmp_path)
    monkeypatch.setattr(modelos, "PASTA", tmp_path)
    (tmp_path / "base.copia").write_bytes(b"o banco")
    modelos.anotar("base", {"guia/carga.py", "guia/dados/temas.yaml"}, "77 linhas")
    return tmp_path


def test_sem_mudanca_a_copia_serve(copia: Path) -> None:
    guardado = modelos.guardado("base")
    assert guardado is not None
    assert guardado["dito"] == "77 linhas"
    assert modelos.guardado("conteudo") is None, "de outro banco não há cópia"


@pytest.mark.parametrize(
    ("arquivo", "texto"),
    [
        ("guia/carga.py", "carregar = 2"),
        ("guia/dados/temas.yaml", "- Arvores"),
        ("guia/dados/novo.yaml", ""),
        ("esic/migrations/0001_initial.py", ""),
    ],
)
def test_um_byte_ou_um_arquivo_a_mais_e_o_banco_se_faz_de_novo(copia: Path, arquivo: str, texto: str) -> None:
    mudado = copia / arquivo
    mudado.parent.mkdir(parents=True, exist_ok=True)
    mudado.write_text(texto)
    assert modelos.guardado("base") is None


def test_um_arquivo_que_sumiu_tambem(copia: Path) -> None:
    (copia / "guia" / "carga.py").unlink()
    assert modelos.guardado("base") is None


@pytest.mark.parametrize("como", ["mudou", "sumiu"])
def test_o_que_mudou_enquanto_se_fazia_nao_deixa_copia(
    copia: Path, monkeypatch: pytest.MonkeyPatch, como: str
) -> None:
    """O banco pode ter saído do arquivo de antes: a soma do de agora não diria de que ele é."""
    arquivo = copia / "guia" / "carga.py"
    chamados: list[object] = []

    def rodar(*dito: object, **_: object) -> subprocess.CompletedProcess[bytes]:
        chamados.append(dito)
        return subprocess.CompletedProcess((), returncode=1)

    monkeypatch.setattr(subprocess, "run", rodar)
    monkeypatch.setattr(modelos, "_usados", lambda: {"guia/carga.py"})
    monkeypatch.setattr(modelos, "COMECO", arquivo.stat().st_ctime + 1)
    modelos.guardar("base", "postgres:///x")
    assert chamados, "nada mudou: copia-se"
    chamados.clear()
    monkeypatch.setattr(modelos, "COMECO", arquivo.stat().st_ctime)
    if como == "sumiu":
        arquivo.unlink()
    modelos.guardar("base", "postgres:///x")
    assert not chamados


def test_o_banco_restaurado_sabe_o_tamanho_das_tabelas(conteudo_do_projeto: None) -> None:
    """Sem isso o PostgreSQL escolhe outro caminho, e uma consulta boa parece lenta."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'guia_servico'")
        assert cursor.fetchone()[0] == Servico.objects.count() > 0
