"""`manage.py guardar`: a cópia portátil do portal, o banco e os arquivos, numa pasta ou num S3 (ADR 0079)."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from sp156.copia import CopiaFalhou
from sp156.copia.guardar import guardar
from sp156.copia.models import Copia
from sp156.copia.rotina import SEM_CIFRA


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # ligam-se ao banco; o que não responde diz-se numa frase
    help = "Guarda uma cópia do banco e dos arquivos; sai com 1 se não deu ou se lhe falta algum arquivo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        onde = parser.add_mutually_exclusive_group()
        onde.add_argument("--pasta", metavar="P", help="uma pasta que já existe; sem isto, COPIA_DESTINO")
        onde.add_argument(
            "--s3", metavar="URL", help="um balde: s3://CHAVE:SEGREDO@servidor:porta/balde?regiao=…"
        )
        parser.add_argument(
            "--sem-cifra", action="store_true", help="não cifra, ainda que haja COPIA_DESTINATARIO"
        )
        parser.add_argument("--json", action="store_true", help="responde em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        onde = opcoes["s3"] or opcoes["pasta"] or settings.COPIA_DESTINO
        para = [] if opcoes["sem_cifra"] else settings.COPIA_DESTINATARIO
        if not onde:
            raise CommandError("Diga onde: --pasta, --s3 ou COPIA_DESTINO.")
        if not para and not opcoes["sem_cifra"] and not settings.EMBUTIDO:
            raise CommandError(f"{SEM_CIFRA} Ou diga --sem-cifra.")
        comecou = time.monotonic()
        try:
            feita = guardar(onde, para=para, dizer=self.stderr.write)
        except CopiaFalhou as erro:
            raise CommandError(str(erro)) from erro
        self._responder(feita, time.monotonic() - comecou, em_json=opcoes["json"])
        if feita.situacao != Copia.Situacao.COMPLETA:
            sys.exit(1)

    def _responder(self, feita: Copia, segundos: float, *, em_json: bool) -> None:
        if em_json:
            dito = {
                "copia": feita.pasta,
                "onde": feita.onde,
                "situacao": feita.situacao,
                "cifrada": feita.cifrada,
                "linhas": feita.linhas,
                "arquivos": feita.arquivos,
                "novos": feita.novos,
                "quantos_faltam": feita.quantos_faltam,
                "faltam": feita.faltam,
                "segundos": round(segundos, 1),
            }
            self.stdout.write(json.dumps(dito, ensure_ascii=False))
            return
        self.stdout.write(f"Cópia {feita.situacao}: {feita.onde}/{feita.pasta}")
        if feita.quantos_faltam:
            self.stdout.write(f"O banco conhece e não se acharam ({feita.quantos_faltam}):")
        for nome in feita.faltam:
            self.stdout.write(f"  {nome}")
