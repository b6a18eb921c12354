"""As respostas como se leem na conferência."""

from __future__ import annotations

import pytest

from assistente.conferir import em_arquivos
from protocolo.models import ArquivoDeRascunho


@pytest.mark.parametrize(
    ("nomes", "dito"),
    [
        ([], "Nenhum arquivo"),
        (["a.jpg"], "1 foto"),
        (["a.pdf"], "1 PDF"),
        (["a.jpg", "b.jpg", "c.pdf"], "2 fotos e 1 PDF"),
    ],
)
def test_o_pdf_nao_e_uma_foto(nomes: list[str], dito: str) -> None:
    assert em_arquivos([ArquivoDeRascunho(arquivo=nome) for nome in nomes]) == dito
