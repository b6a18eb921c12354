"""Senhas que custam pouco a quem monta um cenário: o resumo é o de sempre, com uma volta só.

O portal as confere como a qualquer outra, porque as voltas vão escritas no próprio resumo.
"""

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class UmaVolta(PBKDF2PasswordHasher):
    """Um milhão de voltas por pessoa custariam um minuto ao cenário."""

    iterations = 1


def baratear() -> None:
    """Neste processo, toda senha nova leva uma volta só."""
    settings.PASSWORD_HASHERS = [f"{__name__}.UmaVolta", *settings.PASSWORD_HASHERS]
