"""`manage.py aceitar_proposta NÚMERO`: conclui uma proposta de acesso enquanto não há duas pessoas.

Recusa assim que há quem proponha e quem aceite na administração. Fica no registro do processo, na lista de
propostas e nos avisos.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from contas.models import PropostaDeAcesso
from entrada.acesso import RecusaDeProposta, aceitar_pelo_console


class Command(BaseCommand):
    help = "Aceita pelo console uma proposta de acesso, se não há outra pessoa que a possa aceitar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numero", type=int, help="o número da proposta, que está no endereço dela")

    def handle(self, *_args: Any, numero: int, **_opcoes: Any) -> None:
        proposta = PropostaDeAcesso.objects.filter(pk=numero).first()
        if proposta is None:
            raise CommandError(f"Não há proposta com o número {numero}.")
        try:
            aceitar_pelo_console(proposta=proposta)
        except RecusaDeProposta as recusa:
            raise CommandError(str(recusa)) from recusa
        self.stdout.write(f"Aceita pelo console: {proposta.resumo}")
