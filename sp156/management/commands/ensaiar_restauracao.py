"""`manage.py ensaiar_restauracao`: restaura a cópia num lugar vazio, compara tudo e diz o que não confere."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from documentos.disco import ArmazenamentoFora
from sp156.copia import CopiaFalhou
from sp156.copia.ensaiar import ensaiar
from sp156.copia.restaurar import abrir


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # ligam-se ao banco; o que não responde diz-se numa frase
    help = "Ensaia a volta de uma cópia sem tocar no portal; sai com 1 se alguma coisa não confere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "copia", nargs="?", metavar="P", help="a cópia ou o destino; sem isto, COPIA_DESTINO"
        )
        parser.add_argument(
            "--identidade",
            metavar="A",
            default="",
            help="o arquivo da identidade do age; ou COPIA_IDENTIDADE",
        )
        parser.add_argument("--json", action="store_true", help="responde em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        qual = opcoes["copia"] or settings.COPIA_DESTINO
        if not qual:
            raise CommandError("Diga qual: a pasta da cópia, o destino em que está, ou COPIA_DESTINO.")
        try:
            feito = ensaiar(abrir(qual, identidade=opcoes["identidade"]))
        except (CopiaFalhou, ArmazenamentoFora) as erro:
            raise CommandError(str(erro)) from erro
        for diferenca in feito.diferencas:
            self.stderr.write(diferenca)
        if opcoes["json"]:
            contas = {"tabelas": feito.tabelas, "linhas": feito.linhas, "arquivos": feito.arquivos}
            dito = {**contas, "diferencas": len(feito.diferencas), "segundos": feito.segundos}
            self.stdout.write(json.dumps(dito))
        else:
            self.stdout.write(
                f"{feito.tabelas} tabelas, {feito.linhas} linhas e {feito.arquivos} arquivos comparados em "
                f"{feito.segundos} s: {len(feito.diferencas)} diferenças."
            )
        if feito.diferencas:
            sys.exit(1)
