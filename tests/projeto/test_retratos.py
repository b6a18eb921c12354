"""Os retratos do README: os que se mostram são os que há, com texto alternativo, e pesam pouco."""

from __future__ import annotations

import re

import pytest

from sp156.embutido.pastas import RAIZ

PASTA = RAIZ / "docs" / "retratos"
PESO = 400 * 1024
"""Bytes, de todos juntos: quem abre o repositório pelo celular os baixa."""


@pytest.mark.parametrize("nome", ["README.md", "README.en.md"])
def test_leia_me_mostra_todos_com_texto_alternativo(nome: str) -> None:
    imagens = re.findall(r"<img [^>]*>", (RAIZ / nome).read_text(encoding="utf-8"))
    mostrados = [m[1] for imagem in imagens if (m := re.search(r'src="docs/retratos/([^"]+)"', imagem))]
    assert sorted(mostrados) == sorted(arquivo.name for arquivo in PASTA.iterdir())
    assert len(mostrados) == 4
    assert all(re.search(r'alt="[^"]{20,}"', imagem) for imagem in imagens)


def test_retratos_pesam_pouco() -> None:
    assert sum(arquivo.stat().st_size for arquivo in PASTA.iterdir()) <= PESO
