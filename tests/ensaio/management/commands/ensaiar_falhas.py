"""`manage.py ensaiar_falhas`: derruba um portal inteiro, com gente a usá-lo, e conta o que se perdeu."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from tests.ensaio.ensaio import ensaiar


class Command(BaseCommand):
    help = "Sobe um portal à parte, põe gente a usá-lo, derruba tudo em ordem sorteada e faz as contas."
    requires_system_checks: list[str] = []  # o portal do ensaio é outro, e confere-se ao subir

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--minutos", type=float, default=1.0, help="Por quanto tempo as coisas caem.")
        parser.add_argument("--semente", type=int, help="Repete a ordem das quedas de outro ensaio.")
        parser.add_argument("--json", action="store_true", help="O resultado em JSON, numa linha.")

    def handle(self, *_args: Any, minutos: float, semente: int | None, **opcoes: Any) -> None:
        if not settings.EMBUTIDO:
            raise CommandError("O ensaio só se faz no modo embutido: tire DATABASE_URL do ambiente.")
        semente = random.randrange(1_000_000) if semente is None else semente  # noqa: S311 - só sorteia
        base = Path(tempfile.mkdtemp(prefix="sp156-ensaio-"))
        feito = ensaiar(base / "dados", segundos=minutos * 60, semente=semente)
        if opcoes["json"]:
            self.stdout.write(json.dumps(feito.resultado, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{nome:22} {valor}" for nome, valor in feito.resultado.items()))
        if feito.perdeu:
            faltas = "\n".join(feito.faltas)
            raise CommandError(f"Perdeu-se o que o portal confirmou (tudo ficou em {base}):\n{faltas}")
        shutil.rmtree(base)
