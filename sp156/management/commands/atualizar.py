"""`manage.py atualizar`: põe esta versão em uso. A primeira vez instala; repetido, não muda nada.

Confere o banco e a configuração, monta a interface, migra com prazos e carrega a referência. O portal
embutido que está no ar refaz os seus processos; os outros, quem os pôs no ar (docs/implantacao.md).
"""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, call_command

from sp156.embutido import pastas, travas
from sp156.implantacao.migrar import migrar

MINUTOS = 15


class Command(BaseCommand):
    help = "Põe esta versão em uso: confere, prepara a interface, migra e carrega a referência."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--minutos", type=int, default=MINUTOS, help="o que cada comando de uma migração pode demorar"
        )

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Também as conferências do banco: o velho demais recusa-se antes de tudo."""
        argumentos: Any = super().get_check_kwargs(options)
        return {**argumentos, "databases": ["default"]}

    def handle(self, *_args: Any, minutos: int, **_opcoes: Any) -> None:
        call_command("preparar", stdout=self.stdout)
        migrar(minutos=minutos, dizer=self.stdout.write)
        self.stdout.write("O banco está nesta versão.")
        call_command("carregar_referencia", verbosity=0)
        self.stdout.write("A referência está carregada.")
        if dono := portal_no_ar():
            os.kill(dono, signal.SIGURG)
            self.stdout.write("O portal que está no ar refaz os seus processos, sem deixar de atender.")
        else:
            self.stdout.write("Agora refaça os processos: docs/implantacao.md, “Cada versão nova”.")


def portal_no_ar() -> int | None:
    """O processo do `manage.py portal` deste diretório, se há um."""
    caminho = pastas.do_projeto().dados / "portal.trava"
    if not caminho.exists():
        return None
    if trava := travas.tentar(caminho):
        trava.soltar()
        return None
    dono = travas.dono(caminho)
    return int(dono) if dono.isdigit() else None
