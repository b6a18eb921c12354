"""Senhas baratas para quem monta um cenário, e o código do celular que vale agora.

O resumo é o de sempre, com uma volta só. O portal as confere como a qualquer outra, porque as voltas
vão escritas no próprio resumo.
"""

from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class UmaVolta(PBKDF2PasswordHasher):
    """Um milhão de voltas por pessoa custariam um minuto ao cenário."""

    iterations = 1


def baratear() -> None:
    """Neste processo, toda senha nova leva uma volta só."""
    settings.PASSWORD_HASHERS = [f"{__name__}.UmaVolta", *settings.PASSWORD_HASHERS]


def codigo_agora(segredo: str) -> str:
    """O do meio dos que valem: continua a valer se o relógio virar entre a leitura e o envio."""
    validos = sorted(totp.yield_hotp_counters_from_time())
    return str(totp.format_hotp_value(totp.hotp_value(segredo, validos[len(validos) // 2])))
