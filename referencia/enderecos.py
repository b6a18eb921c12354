"""O endereço inteiro de uma página do portal, para ir numa mensagem, num arquivo ou a outro sistema."""

from __future__ import annotations

from django.conf import settings


def inteiro(caminho: str) -> str:
    """`/acompanhar/` → `https://sp156.exemplo.gov.br/acompanhar/` (ENDERECO_PUBLICO)."""
    return f"{settings.ENDERECO_PUBLICO}{caminho}"
