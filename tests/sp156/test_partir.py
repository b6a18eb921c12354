"""O processo da web atende já com todas as páginas lidas: ninguém espera por elas no primeiro pedido."""

from __future__ import annotations

import subprocess
import sys

from sp156.embutido.pastas import RAIZ

LIDAS = "import sys, sp156.wsgi; print(*(nome for nome in sys.modules if nome.endswith('views.conversas')))"


def test_as_paginas_leem_se_ao_partir() -> None:
    feito = subprocess.run(
        [sys.executable, "-c", LIDAS], cwd=RAIZ, capture_output=True, text=True, check=True
    )
    assert "atendimento.conversas.views.conversas" in feito.stdout.split()
