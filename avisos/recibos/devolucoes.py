"""O e-mail que voltou (DSN, RFC 3464) e a queixa de lixo (ARF, RFC 5965), lidos da mensagem inteira."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import Message

from avisos.recibos.gravar import Recibo
from avisos.situacoes import Canal, SituacaoDoEnvio


def ler(bruta: bytes) -> Recibo | None:
    """O recibo que a mensagem traz; None se não é devolução nem queixa, ou não diz de que mensagem fala."""
    mensagem = email.message_from_bytes(bruta, policy=email.policy.compat32)
    original = _original(mensagem)
    if not original:
        return None
    for parte in mensagem.walk():
        if parte.get_content_type() == "message/feedback-report":
            return Recibo(Canal.EMAIL, None, id=original, queixa=True)
        if parte.get_content_type() == "message/delivery-status":
            return _devolvida(parte, original)
    return None


def _devolvida(parte: Message, original: str) -> Recibo | None:
    for bloco in _blocos(parte):
        if str(bloco.get("Action", "")).strip().lower() != "failed":
            continue
        codigo = str(bloco.get("Status", "")).strip()
        situacao = (
            SituacaoDoEnvio.FALHA_TEMPORARIA if codigo.startswith("4") else SituacaoDoEnvio.FALHA_PERMANENTE
        )
        dito = " ".join(str(bloco.get("Diagnostic-Code", "")).split())
        return Recibo(Canal.EMAIL, situacao, id=original, erro=f"{codigo} {dito}".strip())
    return None


def _blocos(parte: Message) -> Iterator[Message]:
    conteudo = parte.get_payload()
    if isinstance(conteudo, list):
        yield from (bloco for bloco in conteudo if isinstance(bloco, Message))


def _original(mensagem: Message) -> str:
    """O Message-ID da que voltou: na cópia dela, ou só nos cabeçalhos."""
    for parte in mensagem.walk():
        tipo, conteudo = parte.get_content_type(), parte.get_payload()
        if tipo == "message/rfc822" and isinstance(conteudo, list) and isinstance(conteudo[0], Message):
            return str(conteudo[0].get("Message-ID", "")).strip()
        if tipo == "text/rfc822-headers":
            lida = email.message_from_string(str(conteudo), policy=email.policy.compat32)
            return str(lida.get("Message-ID", "")).strip()
    return ""
