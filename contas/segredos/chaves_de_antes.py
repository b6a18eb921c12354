"""As chaves de acesso que saíram antes de haver CHAVES_DE_ACESSO: derivavam das CHAVES_DE_SELO (ADR 0036).

Só as migrações usam isto. De cada chave já enviada guarda-se um resumo, e o selo pode trocar de chaves sem
que nenhum link morra.
"""

from __future__ import annotations

import hashlib
import hmac
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.conf import settings

from contas.segredos.chaves import em_simbolos, resumo_de_antes

if TYPE_CHECKING:
    from collections.abc import Callable

LOTE = 5_000
NATIVA = "nativa"
"""Dos importados da base histórica nenhuma chave saiu."""


def derivar_de_antes(segredo: str, protocolo: str) -> str:
    """A chave como era: uma das CHAVES_DE_SELO e o protocolo, sem série."""
    dito = b"chave-de-acesso:" + protocolo.encode()
    return em_simbolos(hmac.digest(segredo.encode(), dito, hashlib.sha256))


def resumos_de(protocolo: str) -> list[str]:
    """Um por chave de selo em vigor: qualquer delas pode ter escrito o link."""
    novo = settings.CHAVES_DE_ACESSO[0]
    return [
        resumo_de_antes(novo, protocolo, derivar_de_antes(antigo, protocolo))
        for antigo in settings.CHAVES_DE_SELO
    ]


def guardar(aplicativo: str, modelo: str) -> Callable[[Any, Any], None]:
    """O passo de migração que guarda o resumo das chaves já enviadas de uma tabela de casos."""

    def passo(apps: Any, _editor: Any) -> None:
        chaves = apps.get_model("contas", "ChaveDeAcesso")
        casos = apps.get_model(aplicativo, modelo).objects.filter(procedencia=NATIVA)
        protocolos = casos.order_by().values_list("protocolo", flat=True).iterator(chunk_size=LOTE)
        for lote in batched(protocolos, LOTE):
            chaves.objects.bulk_create(
                [chaves(protocolo=protocolo, de_antes=resumos_de(protocolo)) for protocolo in lote],
                ignore_conflicts=True,
            )

    return passo
