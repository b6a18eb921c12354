"""`manage.py portal`: sobe o portal inteiro e o mantém até Ctrl-C.

O `manage.py` chama `sp156.embutido.portal` sem carregar o Django; daqui tem o nome na lista dos comandos.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from sp156.embutido import portal


class Command(BaseCommand):
    help = "Sobe o portal: banco e fila embutidos (se preciso), web, tarefas e agenda."
    requires_system_checks: list[str] = []  # são de quem escreve: `manage.py check`, que a integração roda

    def add_arguments(self, parser: ArgumentParser) -> None:
        portal.argumentos(parser)

    def handle(self, *_args: Any, host: str, porta: int, **_opcoes: Any) -> None:
        portal.por_no_ar(host, porta)
