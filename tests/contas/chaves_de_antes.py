"""As chaves de acesso como eram antes de haver CHAVES_DE_ACESSO: derivavam das CHAVES_DE_SELO (ADR 0036).

O pouso de 28/11/2026 já guardou um resumo das que tinham saído; o portal só as confere.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from contas.models import ChaveDeAcesso
from contas.segredos.chaves import em_simbolos, resumo_de_antes


def derivar_de_antes(segredo: str, protocolo: str) -> str:
    """A chave como era: uma das CHAVES_DE_SELO e o protocolo, sem série."""
    dito = b"chave-de-acesso:" + protocolo.encode()
    return em_simbolos(hmac.digest(segredo.encode(), dito, hashlib.sha256))


def guardar(protocolo: str) -> ChaveDeAcesso:
    """O resumo da que saiu por este protocolo, como o banco o tem."""
    antiga = derivar_de_antes(settings.CHAVES_DE_SELO[0], protocolo)
    resumo = resumo_de_antes(settings.CHAVES_DE_ACESSO[0], protocolo, antiga)
    return ChaveDeAcesso.objects.create(protocolo=protocolo, de_antes=[resumo])
