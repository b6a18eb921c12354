"""`manage.py escrever_alertas`: as regras do Prometheus, como ficam em `implantacao/metricas/alertas.yml`."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from sp156.metricas.regras import escrever


class Command(BaseCommand):
    help = "Escreve as regras de alerta do Prometheus com os limites do portal (referencia/limites.py)."
    requires_system_checks: list[str] = []  # lê só o programa: serve a quem não tem banco

    def handle(self, *_args: Any, **_opcoes: Any) -> None:
        self.stdout.write(escrever(), ending="")
