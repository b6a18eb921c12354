"""`manage.py criar_chaves`: os segredos de uma instalação nova, sorteados, no feitio do arquivo de ambiente.

Só escreve na tela: quem instala os guarda, uma vez, no arquivo que só o portal lê.
"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from cryptography.fernet import Fernet
from django.core.management import BaseCommand


def chaves() -> dict[str, str]:
    """O nome de cada segredo e um valor novo; nenhum tem sinal que o ambiente leia de outro jeito."""
    return {
        "SECRET_KEY": token_urlsafe(64),
        "CHAVES_DE_SELO": Fernet.generate_key().decode(),
        "CHAVES_DE_ACESSO": token_urlsafe(48),
        "SAUDE_SENHA": token_urlsafe(32),
        "SENHA_DO_BANCO": token_urlsafe(32),
        "SENHA_DA_FILA": token_urlsafe(32),
    }


class Command(BaseCommand):
    help = "Sorteia os segredos de uma instalação nova e os escreve, um por linha."
    requires_system_checks: list[str] = []  # não toca em nada do portal

    def handle(self, *_args: Any, **_opcoes: Any) -> None:
        for nome, valor in chaves().items():
            self.stdout.write(f"{nome}={valor}")
