"""`manage.py carregar_referencia`: dados de referência que acompanham o projeto."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

import atendimento.carga
import avisos.carga
import entrada.carga
import esic.carga
import guia.carga
import ouvidoria.carga
import protocolo.carga
import roteamento.carga
import solicitacoes.carga
import sp156.copia.carga
from sp156 import grupos
from sp156.demonstracao import pessoas

CARGAS: dict[str, Callable[[], dict[str, int]]] = {
    "contas": entrada.carga.carregar,
    "avisos": avisos.carga.carregar,
    "protocolo": protocolo.carga.carregar,
    "guia": guia.carga.carregar,
    "roteamento": roteamento.carga.carregar,
    "solicitacoes": solicitacoes.carga.carregar,
    "esic": esic.carga.carregar,
    "ouvidoria": ouvidoria.carga.carregar,
    "atendimento": atendimento.carga.carregar,
    "copia": sp156.copia.carga.carregar,
}
"""Na ordem em que uma depende da outra. Lista explícita: um aplicativo novo entra aqui."""


class Command(BaseCommand):
    help = "Carrega os dados de referência; pode ser repetido e nunca desfaz o que alguém editou."

    def handle(self, *_args: Any, verbosity: int, **_opcoes: Any) -> None:
        for nome, carregar in CARGAS.items():
            contas = carregar()
            if verbosity:
                ditas = ", ".join(f"{n} {como}" for como, n in sorted(contas.items()))
                self.stdout.write(f"{nome}: {ditas}")
        grupos.carregar()
        if settings.EMBUTIDO:
            pessoas.criar()
