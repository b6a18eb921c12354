"""As consultas mais demoradas: com o banco a contá-las, sem a extensão, e a quem não cuida do portal."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db
ONDE = "/saude/consultas/"


def test_mostra_as_que_o_banco_contou_sem_os_valores(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_stat_statements")
        cursor.execute("SELECT pg_stat_statements_reset()")
        cursor.execute("SELECT count(*), 'Jacira Tupinambá' FROM generate_series(1, 200000)")
    client.force_login(UsuarioFactory.create(is_staff=True, is_superuser=True))
    dito = client.get(ONDE).content.decode()
    assert "FROM generate_series($" in dito
    assert "Jacira" not in dito


def test_sem_a_extensao_diz_o_que_fazer(client: Client) -> None:
    client.force_login(UsuarioFactory.create(is_staff=True, is_superuser=True))
    assert "CREATE EXTENSION pg_stat_statements" in client.get(ONDE).content.decode()


def test_quem_nao_cuida_do_portal_nao_a_abre(client: Client) -> None:
    assert client.get(ONDE).status_code == 302
    client.force_login(UsuarioFactory.create(is_staff=True))
    assert client.get(ONDE).status_code == 403
