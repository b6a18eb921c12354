"""`manage.py conferir_agregados`: soma os pedidos um a um e diz se dá o que os agregados dizem."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from referencia.sql import num_momento_so
from solicitacoes.agregados.conferir import conferir
from solicitacoes.agregados.contar import contar
from solicitacoes.models import ContagemDosAgregados

NUNCA = "Os agregados nunca se contaram. Conte-os: manage.py conferir_agregados --contar"


class Command(BaseCommand):
    help = (
        "Soma os pedidos um a um e compara com os agregados; sai com 1 se há diferença. O que mudou depois "
        "da última contagem também é diferença: com --contar, conta-se antes, no mesmo momento."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contar", action="store_true", help="Conta outra vez antes de conferir.")
        parser.add_argument("--json", action="store_true", help="O resultado em JSON.")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        inicio = time.monotonic()
        with num_momento_so():
            contagem = contar() if opcoes["contar"] else ContagemDosAgregados.ultima()
            if contagem is None:
                raise CommandError(NUNCA)
            diferencas = conferir(contagem.contada_em)
        feito = {
            "linhas": contagem.linhas,
            "diferencas": diferencas,
            "segundos": round(time.monotonic() - inicio, 1),
            "contada_em": contagem.contada_em.isoformat(),
        }
        if opcoes["json"]:
            self.stdout.write(json.dumps(feito))
        else:
            self.stdout.write("{linhas} linhas, {diferencas} diferenças, {segundos} s".format(**feito))
        if diferencas:
            sys.exit(1)
