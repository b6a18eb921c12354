"""Migra com o portal no ar: a tabela ocupada não se espera, e nenhum comando passa do seu tempo."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from psycopg import errors

ESPERA_MS = 3_000
"""Por uma tabela: enquanto a migração espera por ela, toda página que a lê espera atrás."""
DIRETO = "Para migrar, DATABASE_URL vai direto ao PostgreSQL: atrás do pooler os prazos não ficam na ligação."
VEZES, ENTRE = 10, 5.0
"""Quantas vezes se tenta, e os segundos entre elas."""


def migrar(*, minutos: int, dizer: Callable[[str], object]) -> None:
    """Aplica o que falta; cada migração é uma transação, e a que não deu repete-se inteira."""
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        raise CommandError(DIRETO)
    for resta in reversed(range(VEZES)):
        try:
            with prazos(minutos):
                call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
        except OperationalError as erro:
            if isinstance(erro.__cause__, errors.QueryCanceled):
                raise CommandError(
                    f"Uma migração passou de {minutos} minutos e foi desfeita: repita com --minutos maior."
                ) from erro
            if not isinstance(erro.__cause__, errors.LockNotAvailable):
                raise
            if not resta:
                raise CommandError(
                    "Uma tabela não se libertou: tente numa hora de menos movimento."
                ) from erro
            dizer(f"Uma tabela está ocupada; tento outra vez daqui a {ENTRE:g} s.")
            time.sleep(ENTRE)
        else:
            return


@contextmanager
def prazos(minutos: int) -> Iterator[None]:
    """Nesta ligação, até o fim do trecho; depois voltam os de sempre."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {ESPERA_MS}")
        cursor.execute(f"SET statement_timeout = '{minutos}min'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
            cursor.execute("RESET statement_timeout")
