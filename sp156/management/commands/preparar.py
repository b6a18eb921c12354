"""`manage.py preparar`: a interface e os estáticos no lugar; sem eles toda página seria um erro 500."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError

from sp156.embutido import frontend
from sp156.web import estaticos


class Command(BaseCommand):
    help = "Monta a interface e os estáticos, só se mudaram; a imagem já os traz, e ali só confere."
    requires_system_checks: list[str] = []  # são de quem escreve: `manage.py check`

    def handle(self, *_args: Any, **_opcoes: Any) -> None:
        if frontend.ROTEIRO.exists():
            frontend.preparar()
            estaticos.coletar()
        if falta := estaticos.o_que_falta():
            raise CommandError(falta)
        self.stdout.write("A interface e os estáticos estão prontos.")
