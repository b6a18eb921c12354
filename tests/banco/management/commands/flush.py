"""O `flush` que o Django chama depois de cada teste com transação de verdade."""

from typing import Any

from django.core.management import BaseCommand

from tests.banco.copia import repor


class Command(BaseCommand):
    """No lugar do de fábrica, que esvazia cem tabelas e refaz permissões a cada teste."""

    help = "Volta ao que a base dos testes traz."
    stealth_options = ("interactive", "database", "reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def handle(self, *_args: Any, **_opcoes: Any) -> None:
        repor()
