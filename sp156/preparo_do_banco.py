"""O banco pronto para o portal; o embutido recém-criado, o primeiro comando que precisa dele o prepara."""

from __future__ import annotations

import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from sp156.embutido import partida, pastas, travas

SEM_PREPARO = partida.SEM_BANCO | {
    "atualizar",
    "check",
    "dbshell",
    "flush",
    "makemigrations",
    "migrate",
    "portal",
    "preparar_portal",
    "restaurar",
    "shell",
    "showmigrations",
    "sqlmigrate",
}
"""Os comandos que preparam eles mesmos ou só olham o banco como ele está."""


def preparar_banco_novo(argv: list[str]) -> None:
    """Migra e carrega os dados de referência se o banco embutido nunca foi preparado."""
    comando = argv[1] if len(argv) > 1 else "help"
    if not settings.EMBUTIDO or comando in SEM_PREPARO or not partida.precisa_de_banco(comando, argv):
        return
    django.setup()
    with travas.exclusiva(pastas.do_projeto().dados / "preparo.trava"):
        if _preparado():
            return
        sys.stderr.write("Preparando o banco pela primeira vez…\n")
        preparar_banco()


def preparar_banco() -> None:
    """Migra e carrega os dados de referência; pode ser repetido."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("carregar_referencia", verbosity=0)


def _preparado() -> bool:
    """Alguma migração já foi aplicada: daí em diante quem cuida do banco é o portal."""
    return "django_migrations" in connection.introspection.table_names()
