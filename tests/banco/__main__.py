"""Faz um dos bancos de `tests.bancos`, num processo à parte: `python -m tests.banco base`."""

import functools
import gc
import sys
from datetime import UTC, datetime

import django
import time_machine
from django.conf import settings

# Sem as telas da administração nem as ações que elas importam: nada disso faz o banco, e a cópia que se
# guarda (`tests.banco.modelos`) vale enquanto não muda um módulo importado aqui.
settings.INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig" if app == "sp156.apps.AdministracaoConfig" else app
    for app in settings.INSTALLED_APPS
]
django.setup()
gc.disable()  # um terço do tempo de migrar é do coletor de lixo; o processo acaba logo

from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import override_settings  # noqa: E402

import avisos.carga  # noqa: E402  os modelos só existem com o Django pronto
import protocolo.carga  # noqa: E402
from sp156 import grupos  # noqa: E402
from tests.banco import modelos  # noqa: E402
from tests.banco.copia import guardar  # noqa: E402
from tests.bancos import BASE, CONTEUDO, DITO, criar_banco, rodada, url_na_rodada, usar  # noqa: E402

# Cada campo de cada estado das migrações o pergunta de novo, e a resposta não muda: um décimo de migrar.
apps.get_swappable_settings_name = functools.cache(apps.get_swappable_settings_name)  # type: ignore[method-assign]

ANTIGA = datetime(2015, 1, 1, 12, tzinfo=UTC)
"""Os dias não úteis já se sabiam antes de qualquer caso que um teste abra no passado."""


def fazer_base() -> None:
    criar_banco(BASE)
    usar(BASE)
    call_command("migrate", interactive=False, verbosity=0)
    with time_machine.travel(ANTIGA, tick=False):
        avisos.carga.carregar()
        protocolo.carga.carregar()
        grupos.carregar()
    guardar()
    modelos.guardar("base", url_na_rodada(BASE))


def fazer_conteudo() -> None:
    """Como em produção: sem as pessoas da demonstração. O que a carga disse fica em `conteudo.txt`."""
    criar_banco(CONTEUDO, BASE)
    usar(CONTEUDO)
    with (rodada() / DITO).open("w", encoding="utf-8") as dito, override_settings(EMBUTIDO=False):
        call_command("carregar_referencia", stdout=dito)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    modelos.guardar("conteudo", url_na_rodada(CONTEUDO), (rodada() / DITO).read_text(encoding="utf-8"))


{"base": fazer_base, "conteudo": fazer_conteudo}[sys.argv[1]]()
connection.close()
