"""`manage.py carregar_referencia`: dados de referência que acompanham o projeto."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from sp156 import demonstracao, grupos

CARGAS = ["avisos", "protocolo", "guia", "roteamento"]
"""Na ordem em que uma depende da outra. Lista explícita: um aplicativo novo entra aqui."""


class Command(BaseCommand):
    help = "Carrega os dados de referência; pode ser repetido e nunca desfaz o que alguém editou."

    def handle(self, *_args: Any, verbosity: int, **_opcoes: Any) -> None:
        for nome in CARGAS:
            if not find_spec(f"{nome}.carga"):
                continue
            contas: dict[str, int] = import_module(f"{nome}.carga").carregar()
            if verbosity:
                ditas = ", ".join(f"{n} {como}" for como, n in sorted(contas.items()))
                self.stdout.write(f"{nome}: {ditas}")
        grupos.carregar()
        if settings.EMBUTIDO:
            demonstracao.criar()
