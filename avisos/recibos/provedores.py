"""Os recibos na língua de cada provedor, postos na nossa. O campo de outro tipo recusa o corpo inteiro."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from avisos.recibos.gravar import Recibo
from avisos.situacoes import Canal, SituacaoDoEnvio
from referencia.corpo_json import NaoSeEntende

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
NAO_TEM_WHATSAPP = {"131026", "131030"}


def do_sms(dito: dict[str, Any]) -> Iterator[Recibo]:
    """`MESSAGE_STATUS`, na forma da Zenvia v2."""
    mensagem, estado = _dicionario(dito, "message"), _dicionario(dito, "messageStatus")
    codigo = _texto(estado, "code")
    causas = [_texto(causa, "reason", "details") for causa in _lista(estado, "causes")]
    yield Recibo(
        Canal.SMS,
        DO_SMS.get(codigo),
        id=_texto(dito, "messageId") or _texto(mensagem, "messageId") or _texto(mensagem, "id"),
        envio=_texto(mensagem, "externalId") or _texto(dito, "externalId"),
        erro=" ".join(filter(None, [_texto(estado, "description"), *causas])),
        lido=codigo in {"READ", "CLICKED"},
    )


def do_whatsapp(dito: dict[str, Any]) -> Iterator[Recibo]:
    """Os estados de um lote. O que a pessoa escreveu (`messages`) não é conosco, nem se lê quem ela é."""
    for entrada in _lista(dito, "entry"):
        for mudanca in _lista(entrada, "changes"):
            for estado in _lista(_dicionario(mudanca, "value"), "statuses"):
                yield _estado(estado)


def _estado(estado: dict[str, Any]) -> Recibo:
    qual = _texto(estado, "status")
    erros = _lista(estado, "errors")
    sem_conta = any(_texto(erro, "code") in NAO_TEM_WHATSAPP for erro in erros)
    situacao = SituacaoDoEnvio.FALHA_PERMANENTE if sem_conta else DO_WHATSAPP.get(qual)
    return Recibo(
        Canal.WHATSAPP,
        situacao,
        id=_texto(estado, "id"),
        envio=_texto(estado, "biz_opaque_callback_data"),
        erro=" ".join(_texto(erro, "code", "title") for erro in erros),
        lido=qual in {"read", "played"},
        em=_quando(_texto(estado, "timestamp")),
    )


def do_correio(dito: dict[str, Any]) -> Iterator[Recibo]:
    """O que voltou, na forma que pedimos a quem envia. Levanta NaoSeEntende sem a lista de eventos."""
    if "eventos" not in dito:
        raise NaoSeEntende("falta a lista de eventos")
    for evento in _lista(dito, "eventos"):
        passa = evento.get("permanente") is False
        falha = SituacaoDoEnvio.FALHA_TEMPORARIA if passa else SituacaoDoEnvio.FALHA_PERMANENTE
        yield Recibo(
            Canal.EMAIL,
            falha if evento.get("evento") == "devolucao" else None,
            id=_texto(evento, "message_id"),
            erro=_texto(evento, "motivo"),
            queixa=evento.get("evento") == "queixa",
        )


def assinado(corpo: bytes, assinatura: str, segredo: str) -> bool:
    """`X-Hub-Signature-256` é o HMAC do corpo como veio, com o segredo do aplicativo."""
    certa = "sha256=" + hmac.new(segredo.encode(), corpo, hashlib.sha256).hexdigest()
    return hmac.compare_digest(certa.encode(), assinatura.encode())


def _lista(dito: dict[str, Any], nome: str) -> list[dict[str, Any]]:
    valor = dito.get(nome)
    valor = [] if valor is None else valor
    if not isinstance(valor, list) or not all(isinstance(um, dict) for um in valor):
        raise NaoSeEntende(f"{nome}: é uma lista de objetos")
    return valor


def _dicionario(dito: dict[str, Any], nome: str) -> dict[str, Any]:
    valor = dito.get(nome)
    valor = {} if valor is None else valor
    if not isinstance(valor, dict):
        raise NaoSeEntende(f"{nome}: é um objeto")
    return valor


def _texto(dito: dict[str, Any], *nomes: str) -> str:
    """O que estes campos dizem, curto."""
    ditos = [dito.get(nome) for nome in nomes]
    if any(isinstance(valor, list | dict) for valor in ditos):
        raise NaoSeEntende(f"{' e '.join(nomes)}: é texto")
    return " ".join(str(valor)[:200] for valor in ditos if valor)


def _quando(segundos: str) -> datetime | None:
    if not (segundos.isascii() and segundos.isdigit()) or len(segundos) > len("9999999999"):
        return None
    return datetime.fromtimestamp(int(segundos), tz=UTC)
