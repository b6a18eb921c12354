"""A cópia de um banco-modelo vale só enquanto nada do que o fez mudou."""

from __future__ import annotations

from pathlib import Path

import pytest

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
