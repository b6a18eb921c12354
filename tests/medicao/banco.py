"""Um banco que se pode encher e jogar fora."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from sp156.embutido import frontend
from sp156.web import estaticos

if TYPE_CHECKING:
    from collections.abc import Iterator

DESCARTAVEIS = ("test_", "medicao_")
BANCO = "medicao_sp156"


@contextlib.contextmanager
def descartavel(*, manter: bool = False) -> Iterator[None]:
    """Dá um banco que se pode encher, ou recusa.

    No modo embutido cria um ao lado do da demonstração e o apaga no fim; fora dele, o nome do banco
    tem de começar por `test_` ou `medicao_`.
    """
    atual = str(connection.settings_dict["NAME"])
    if atual.startswith(DESCARTAVEIS):
        yield
        return
    if not settings.EMBUTIDO:
        raise CommandError(
            f"Este comando enche o banco de pedidos inventados, e “{atual}” não é um banco de medição: "
            "o nome tem de começar por test_ ou medicao_."
        )
    frontend.preparar()
    estaticos.coletar()
    _criar()
    try:
        _usar(BANCO)
        call_command("migrate", verbosity=0)
        call_command("carregar_referencia", verbosity=0)
        yield
    finally:
        _usar(atual)
        if not manter:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {BANCO}")


def _criar() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BANCO])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {BANCO}")


def _usar(nome: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = nome


def arrumar() -> None:
    """As estatísticas de que os planos dependem, com as tabelas já arrumadas.

    Só as tabelas daqui: os catálogos são de todo o servidor, e dentro de uma transação ficariam travados.
    """
    with connection.cursor() as cursor:
        verbo = "ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE"
        cursor.execute(f"{verbo} {', '.join(connection.introspection.table_names())}")
