"""Os canais: um módulo por canal, cada um com o seu provedor, e a quem cada aviso vai."""

from __future__ import annotations

from collections.abc import Callable

from avisos.canais import correio, push, sms, whatsapp
from avisos.canais.base import Provedor
from avisos.situacoes import Canal

PROVEDORES: dict[str, Callable[[], Provedor]] = {
    Canal.EMAIL: correio.Correio,
    Canal.SMS: sms.provedor,
    Canal.WHATSAPP: whatsapp.CloudApi,
    Canal.PUSH: push.WebPush,
}


def provedor_de(canal: str) -> Provedor:
    """Um provedor pronto para um lote."""
    return PROVEDORES[canal]()
