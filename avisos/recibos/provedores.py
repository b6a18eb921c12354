"""Os recibos na língua de cada provedor, postos na nossa. O que não se entende não derruba o resto."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from avisos.recibos.gravar import Recibo
from avisos.situacoes import Canal, SituacaoDoEnvio

DO_SMS = {
    "SENT": SituacaoDoEnvio.ENVIANDO,
    "DELIVERED": SituacaoDoEnvio.ENTREGUE,
    "READ": SituacaoDoEnvio.ENTREGUE,
    "CLICKED": SituacaoDoEnvio.ENTREGUE,
    "NOT_DELIVERED": SituacaoDoEnvio.FALHA_TEMPORARIA,
    "REJECTED": SituacaoDoEnvio.FALHA_PERMANENTE,
}
DO_WHATSAPP = {
    "sent": SituacaoDoEnvio.ENVIANDO,
    "delivered": SituacaoDoEnvio.ENTREGUE,
    "read": SituacaoDoEnvio.ENTREGUE,
    "played": SituacaoDoEnvio.ENTREGUE,
    "failed": SituacaoDoEnvio.FALHA_TEMPORARIA,
}
NAO_TEM_WHATSAPP = {131026, 131030}


def do_sms(dito: Any) -> Iterator[Recibo]:
    """`MESSAGE_STATUS`, na forma da Zenvia v2."""
    mensagem, estado = _dicionario(dito, "message"), _dicionario(dito, "messageStatus")
    codigo = str(estado.get("code", ""))
    causas = [texto(causa, "reason", "details") for causa in _lista(estado, "causes")]
    yield Recibo(
        Canal.SMS,
        DO_SMS.get(codigo),
        id=texto(dito, "messageId") or texto(mensagem, "messageId") or texto(mensagem, "id"),
        envio=texto(mensagem, "externalId") or texto(dito, "externalId"),
        erro=" ".join(filter(None, [texto(estado, "description"), *causas])),
        lido=codigo in {"READ", "CLICKED"},
    )


def do_whatsapp(dito: Any) -> Iterator[Recibo]:
    """Os estados de um lote. O que a pessoa escreveu (`messages`) não é conosco, nem se lê quem ela é."""
    for entrada in _lista(dito, "entry"):
        for mudanca in _lista(entrada, "changes"):
            for estado in _lista(_dicionario(mudanca, "value"), "statuses"):
                yield _estado(estado)


def _estado(estado: Any) -> Recibo:
    qual = texto(estado, "status")
    erros = _lista(estado, "errors")
    sem_conta = any(erro.get("code") in NAO_TEM_WHATSAPP for erro in erros if isinstance(erro, dict))
    situacao = SituacaoDoEnvio.FALHA_PERMANENTE if sem_conta else DO_WHATSAPP.get(qual)
    return Recibo(
        Canal.WHATSAPP,
        situacao,
        id=texto(estado, "id"),
        envio=texto(estado, "biz_opaque_callback_data"),
        erro=" ".join(texto(erro, "code", "title") for erro in erros),
        lido=qual in {"read", "played"},
        em=_quando(texto(estado, "timestamp")),
    )


def assinado(corpo: bytes, assinatura: str, segredo: str) -> bool:
    """`X-Hub-Signature-256` é o HMAC do corpo como veio, com o segredo do aplicativo."""
    certa = "sha256=" + hmac.new(segredo.encode(), corpo, hashlib.sha256).hexdigest()
    return hmac.compare_digest(certa.encode(), assinatura.encode())


def _lista(dito: Any, nome: str) -> list[Any]:
    valor = dito.get(nome) if isinstance(dito, dict) else None
    return valor if isinstance(valor, list) else []


def _dicionario(dito: Any, nome: str) -> dict[str, Any]:
    valor = dito.get(nome) if isinstance(dito, dict) else None
    return valor if isinstance(valor, dict) else {}


def texto(dito: Any, *nomes: str) -> str:
    """O que estes campos dizem, curto."""
    if not isinstance(dito, dict):
        return ""
    return " ".join(str(dito[nome])[:200] for nome in nomes if dito.get(nome))


def _quando(segundos: str) -> datetime | None:
    if not (segundos.isascii() and segundos.isdigit()) or len(segundos) > len("9999999999"):
        return None
    return datetime.fromtimestamp(int(segundos), tz=UTC)
