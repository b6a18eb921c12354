"""O e-mail que voltou (DSN, RFC 3464) e a queixa de lixo (ARF, RFC 5965), lidos da mensagem inteira."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message

from avisos.recibos.gravar import Recibo
from avisos.situacoes import Canal, SituacaoDoEnvio
from referencia.corpo_json import NaoSeEntende

MAIOR_MENSAGEM = 256 * 1024
"""As nossas são pequenas, e a que volta traz no máximo uma delas inteira."""
TIPO_DE_PARTE = re.compile(rb"(?:^|[\r\n])content-type:[^\r\n]*(?:(?:\r\n?|\n)[ \t][^\r\n]*)*", re.IGNORECASE)
MAIS_PARTES, MAIOR_TIPO = 20, 1000
"""O leitor confere cada linha contra todas as partes abertas, e lê o tipo em tempo quadrático: só de aspas
por fechar, 256 KB levavam 47 segundos."""
MAIOR_ID = 200


def ler(bruta: bytes) -> Recibo | None:
    """O recibo que a mensagem traz; None se não é devolução nem queixa, ou não diz de que mensagem fala.

    Levanta NaoSeEntende se é grande ou funda demais, ou se o leitor de e-mail se perde nela.
    """
    tipos = TIPO_DE_PARTE.findall(bruta)
    if len(bruta) > MAIOR_MENSAGEM or len(tipos) > MAIS_PARTES or any(len(t) > MAIOR_TIPO for t in tipos):
        raise NaoSeEntende("a mensagem é grande demais, ou tem partes demais")
    try:
        return _ler(bruta)
    except Exception as erro:  # o leitor da biblioteca levanta o que calha num corpo torto
        raise NaoSeEntende(f"a mensagem não se lê: {type(erro).__name__}") from erro


def _ler(bruta: bytes) -> Recibo | None:
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
            return _id(conteudo[0])
        if tipo == "text/rfc822-headers":
            lida = email.message_from_string(str(conteudo), policy=email.policy.compat32)
            return _id(lida)
    return ""


def _id(original: Message) -> str:
    """O comprido demais não é nosso."""
    dito = str(original.get("Message-ID", "")).strip()
    return dito if len(dito) <= MAIOR_ID else ""
