"""`manage.py aceitar_chaves`: perderam-se as de antes, e as do ambiente passam a ser as deste banco."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from sp156.copia import chaves


class Command(BaseCommand):
    help = "Dá por perdidas as chaves de antes: o que elas cifraram não volta a abrir-se."

    def handle(self, *_args: Any, **_opcoes: Any) -> None:
        chaves.anotar(timezone.now(), mesmo_estranhas=True)
        self.stdout.write("As chaves do ambiente são agora as deste banco.")
