"""A medição da cópia dos dados mede o que diz, e as consultas não crescem com os pedidos."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.dados_pessoais.pessoa import da_conta
from contas.models import Usuario
from portal.meus_dados.pacote import escrever
from tests.medicao.management.commands.medir_copia import _encher
from tests.medicao.test_medir_custos import conexao_do_teste

__all__ = ["conexao_do_teste"]

pytestmark = pytest.mark.django_db


def test_mede_a_copia() -> None:
    saida = StringIO()
    call_command("medir_copia", "--pedidos=3", "--fotos=2", "--json", stdout=saida)
    lido: dict[str, Any] = json.loads(saida.getvalue())
    assert (lido["pedidos"], lido["fotos"], lido["dentro"]) == (3, 6, True)
    assert lido["tamanho_mb"] > 1.7


def consultas(dona: Usuario) -> int:
    with CaptureQueriesContext(connection) as feitas:
        escrever(da_conta(dona), BytesIO(), timezone.now())
    return len(feitas)


def test_as_consultas_nao_crescem_com_os_pedidos() -> None:
    assert consultas(_encher(1, 1)) == consultas(_encher(6, 1))
