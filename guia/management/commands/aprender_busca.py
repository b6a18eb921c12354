"""`manage.py aprender_busca`: a busca aprende dos textos do Guia, se algum mudou."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from guia.busca.aprendido import aprender


class Command(BaseCommand):
    help = "Aprende dos textos do Guia o que distingue cada serviço, se algum mudou desde a última vez."

    def handle(self, *_args: Any, verbosity: int, **_opcoes: Any) -> None:
        aprendeu = aprender()
        if verbosity:
            self.stdout.write("Aprendido." if aprendeu else "Nada mudou.")
