"""`manage.py exportar_auditoria`: quem teve acesso a quê e quem leu de quem, uma linha de JSON por fato."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from contas import auditoria

NAO_ACABOU = "O dia de hoje ainda não acabou: exporte até ontem."
AO_CONTRARIO = "--de é depois de --ate."
FALTAM = "Diga --de e --ate, ou --conferir ARQUIVO."


class Command(BaseCommand):
    help = "Exporta o registro de acessos e leituras, encadeado, ou confere um arquivo exportado."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--de", type=date.fromisoformat, metavar="AAAA-MM-DD")
        parser.add_argument("--ate", type=date.fromisoformat, metavar="AAAA-MM-DD")
        parser.add_argument(
            "--depois-de", default="", metavar="ELO", help="o último elo da exportação de antes"
        )
        parser.add_argument("--conferir", type=Path, metavar="ARQUIVO")
        parser.add_argument(
            "--sem-chave", action="store_true", help="o arquivo é de antes de os elos terem chave"
        )

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        if opcoes["conferir"]:
            return self._conferir(opcoes["conferir"], opcoes["depois_de"], sem_chave=opcoes["sem_chave"])
        de, ate = opcoes["de"], opcoes["ate"]
        if not (de and ate):
            raise CommandError(FALTAM)
        if de > ate:
            raise CommandError(AO_CONTRARIO)
        if ate >= timezone.localdate():
            raise CommandError(NAO_ACABOU)
        for linha in auditoria.encadear(auditoria.fatos(de, ate), opcoes["depois_de"] or auditoria.COMECO):
            self.stdout.write(linha)
        return None

    def _conferir(self, arquivo: Path, depois_de: str, *, sem_chave: bool) -> None:
        try:
            with arquivo.open(encoding="utf-8") as linhas:
                quantas, elo = auditoria.conferir(linhas, depois_de, sem_chave=sem_chave)
        except (OSError, UnicodeDecodeError) as erro:
            raise CommandError(f"Não se pôde ler {arquivo}: {erro}") from None
        except auditoria.CorrenteRompida as rompida:
            raise CommandError(str(rompida)) from None
        self.stdout.write(f"{quantas} linhas, todas como se exportaram. Último elo: {elo or 'nenhum'}")
