"""A caixa postal das devoluções, lida por POP3: uma caixa só para isto, que se esvazia ao ler."""

from __future__ import annotations

import poplib
from urllib.parse import unquote, urlsplit

from avisos.canais.base import configuracao
from avisos.canais.base import ligado as tem
from avisos.recibos import devolucoes
from avisos.recibos.gravar import receber

PRAZO = 10
DE_CADA_VEZ = 500
"""O resto fica para a volta seguinte."""


def ler() -> int:
    """Grava o que cada mensagem conta e a apaga da caixa; diz quantas eram nossas."""
    if not tem("devolucoes"):
        return 0
    caixa = _abrir(configuracao("devolucoes")["url"])
    try:
        quantas, nossas = min(caixa.stat()[0], DE_CADA_VEZ), 0
        for numero in range(1, quantas + 1):
            recibo = devolucoes.ler(b"\r\n".join(caixa.retr(numero)[1]))
            nossas += bool(recibo and receber(recibo))
            caixa.dele(numero)
        return nossas
    finally:
        caixa.quit()


def _abrir(url: str) -> poplib.POP3:
    partes = urlsplit(url)
    nome = partes.hostname or ""
    if partes.scheme == "pop3s":
        caixa: poplib.POP3 = poplib.POP3_SSL(nome, partes.port or poplib.POP3_SSL_PORT, timeout=PRAZO)
    else:
        caixa = poplib.POP3(nome, partes.port or poplib.POP3_PORT, timeout=PRAZO)
    caixa.user(unquote(partes.username or ""))
    caixa.pass_(unquote(partes.password or ""))
    return caixa
