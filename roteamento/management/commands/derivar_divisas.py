"""`manage.py derivar_divisas`: refaz as divisas aproximadas dos distritos, das ruas do projeto."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from roteamento.importacao import divisas
from roteamento.models import Logradouro, OrigemDaRua


class Command(BaseCommand):
    help = "Refaz as divisas aproximadas. Precisa da base de ruas do projeto no banco (derivar_ruas)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--saida", type=Path, default=divisas.ARQUIVO)

    def handle(self, *_args: Any, saida: Path, **_opcoes: Any) -> None:
        linhas = Logradouro.objects.filter(origem=OrigemDaRua.CARGA, distrito__isnull=False).order_by()
        lidas = linhas.values_list("distrito__codigo", "lat", "lon")
        formas = divisas.derivar(
            (d, lat, lon) for d, lat, lon in lidas if lat is not None and lon is not None
        )
        divisas.escrever(formas, saida)
        self.stdout.write(f"{len(formas)} distritos, {saida.stat().st_size} bytes.")
