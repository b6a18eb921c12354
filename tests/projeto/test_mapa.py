"""O mapa se imprime do próprio código: todo arquivo diz na primeira linha o que há nele."""

from __future__ import annotations

from pathlib import Path

import pytest

from sp156.embutido.pastas import RAIZ
from tests.projeto import mapa
from tests.projeto.test_salas import ALTURA

O_NOME_JA_DIZ = {
    *("urls", "views", "admin", "apps", "tasks", "forms", "models", "guardas", "consultas", "settings"),
    *("situacoes", "carga", "middleware", "__init__"),
}
DE_TIPO = {"urls", "views", "forms", "models", "commands", "migrations", "management"}
"""As pastas em que o arquivo é a página, o formulário ou a tabela do nome que tem."""


def test_todo_arquivo_de_nome_so_seu_diz_o_que_ha_nele(subtests: pytest.Subtests) -> None:
    vistos = 0
    for sala in ALTURA:
        for arquivo in (RAIZ / sala).rglob("*.py"):
            if arquivo.stem in O_NOME_JA_DIZ or DE_TIPO & {*arquivo.relative_to(RAIZ).parts}:
                continue
            vistos += 1
            with subtests.test(str(arquivo.relative_to(RAIZ))):
                assert mapa.primeira_linha(arquivo)
    assert vistos > 300


def test_o_mapa_e_o_que_os_arquivos_dizem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapa, "RAIZ", tmp_path)
    for nome, texto in (
        ("sala/__init__.py", '"""A sala."""'),
        ("sala/coisa.py", '"""O que há aqui.\n\nE mais."""'),
        ("sala/views.py", "x = 1"),
        ("sala/migrations/0001_a.py", '"""Não se mostra."""'),
    ):
        (tmp_path / nome).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nome).write_text(texto, encoding="utf-8")
    assert list(mapa.linhas(tmp_path / "sala")) == [("sala/", "A sala."), ("sala/coisa.py", "O que há aqui.")]
