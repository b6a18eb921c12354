"""`manage.py medir_canais` mede os quatro canais e a memória, e diz se ficou abaixo da meta."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from avisos.situacoes import Canal
from tests.medicao.management.commands import medir_canais

pytestmark = pytest.mark.django_db


def test_mede_os_canais_e_a_memoria(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(medir_canais, "AQUECER", 5)
    saida = StringIO()
    call_command("medir_canais", "--mensagens=20", "--pendentes=60", "--json", stdout=saida)
    medido = json.loads(saida.getvalue())
    assert set(medido["canais"]) == set(Canal.values)
    assert all(feito["mensagens"] == 20 for feito in medido["canais"].values())
    assert medido["memoria"]["pendentes"] == 60
    tabela = medir_canais.Command().em_tabela(medido)
    assert "60 à espera esvaziados" in tabela
