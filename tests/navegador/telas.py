"""As telas em que se percorre uma jornada: de dia o celular, em que o axe confere; à noite, as outras."""

from __future__ import annotations

from typing import Any

import pytest

type Tela = dict[str, Any]

MESA: Tela = {"viewport": {"width": 1280, "height": 900}}
CELULAR: Tela = {"viewport": {"width": 390, "height": 844}}
SEM_JAVASCRIPT: Tela = {**CELULAR, "java_script_enabled": False}

CELULAR_E_MESA = [
    pytest.param(CELULAR, id="celular"),
    pytest.param(MESA, id="mesa", marks=pytest.mark.noturno),
]
DE_MUNICIPE = DE_SERVIDOR = [
    *CELULAR_E_MESA,
    pytest.param(SEM_JAVASCRIPT, id="sem JavaScript", marks=pytest.mark.noturno),
]
"""Sem JavaScript, de dia, o pedido do começo ao fim (`test_jornada.py`), o Voltar, a caixa, o lote, a lista
e o campo, que têm cada um o seu teste; e tudo o que o cliente do Django prova, que também não o tem.
"""


def com_javascript(tela: Tela) -> bool:
    return bool(tela.get("java_script_enabled", True))
