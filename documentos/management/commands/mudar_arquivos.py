"""`manage.py mudar_arquivos`: do disco ao S3, ou de volta, com o portal no ar (docs/implantacao.md)."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from documentos.disco import ArmazenamentoFora
from documentos.guardados.mudar import Mudanca, mudar

DISCO, S3 = "disco", "s3"


class Command(BaseCommand):
    help = (
        "Copia os arquivos do disco (MEDIA_ROOT) ao S3 (ARQUIVOS_URL), ou de volta, sem apagar nada. Parado, "
        "continua de onde parou. Sai com 1 se falta algum que o banco conhece."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--para", choices=[S3, DISCO], required=True, help="aonde vão os arquivos")
        parser.add_argument("--json", action="store_true", help="escreve o resultado em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        if not settings.ARQUIVOS_URL:
            raise CommandError("Diga em ARQUIVOS_URL, só para este comando se o portal está no disco, o S3.")
        disco: Any = FileSystemStorage()
        de, para = (disco, default_storage) if opcoes["para"] == S3 else (default_storage, disco)
        feita = Mudanca()
        try:
            mudar(de, para, feita)
        except ArmazenamentoFora as fora:
            raise CommandError(f"{fora} Copiados até aqui: {feita.copiados}; rode outra vez.") from fora
        if opcoes["json"]:
            self.stdout.write(json.dumps({**asdict(feita), "completa": feita.completa}, ensure_ascii=False))
        else:
            self.stdout.write(_por_extenso(feita))
        if not feita.completa:
            sys.exit(1)


def _por_extenso(feita: Mudanca) -> str:
    return "\n".join(
        [
            f"{feita.copiados} copiados ({feita.bytes / 1024**2:.1f} MB), {feita.ja_la} já lá estavam.",
            *(f"A cópia saiu diferente: {nome}" for nome in feita.diferentes),
            *(f"O banco conhece, e não há: {nome}" for nome in feita.faltam),
        ]
    )
