"""`manage.py publicar_paineis`: soma os agregados e publica os números dos painéis."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from transparencia.paineis.acoes import publicar


class Command(BaseCommand):
    help = "Publica os números dos painéis, mesmo que a rotina já tenha publicado a semana."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="O resultado em JSON.")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        inicio = time.monotonic()
        edicao = publicar(agora=timezone.now())
        ditos = {
            "dia": edicao.dia.isoformat(),
            "ate": edicao.ate.isoformat(),
            "linhas": edicao.numeros.count(),
            "segundos": round(time.monotonic() - inicio, 1),
        }
        if opcoes["json"]:
            self.stdout.write(json.dumps(ditos))
        else:
            self.stdout.write(f"Publicadas {ditos['linhas']} linhas, até {edicao.ate:%d/%m/%Y}.")
