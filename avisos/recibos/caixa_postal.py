"""A caixa postal das devoluções, lida por POP3: uma caixa só para isto, que se esvazia ao ler."""

from __future__ import annotations

import logging
import poplib
from typing import cast
from urllib.parse import unquote, urlsplit

from django.db import OperationalError, transaction

from avisos.canais.base import configuracao
from avisos.canais.base import ligado as tem
from avisos.recibos import devolucoes
from avisos.recibos.gravar import receber

registro = logging.getLogger(__name__)

PRAZO = 10
MAIOR_LINHA = devolucoes.MAIOR_MENSAGEM
"""O HTML de muitos remetentes vem numa linha só; o `poplib` desiste da caixa com 2048."""
DE_CADA_VEZ = 500
"""O resto fica para a volta seguinte."""


def ler() -> int:
    """Grava o que cada mensagem conta e a apaga da caixa; diz quantas eram nossas."""
    if not tem("devolucoes"):
        return 0
    caixa = _abrir(configuracao("devolucoes")["url"])
    try:
        quantas = min(caixa.stat()[0], DE_CADA_VEZ)
        return sum(_ler_uma(caixa, numero) for numero in range(1, quantas + 1))
    finally:
        caixa.quit()


def _ler_uma(caixa: poplib.POP3, numero: int) -> bool:
    """A mensagem que não se entende também se apaga: senão travava a caixa. Se o banco caiu, fica."""
    bruta, nossa = _buscar(caixa, numero), False
    try:
        with transaction.atomic():
            recibo = devolucoes.ler(bruta)
            nossa = bool(recibo and receber(recibo))
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001  uma mensagem ruim não para as outras
        registro.exception("a mensagem %s da caixa das devoluções não se lê", numero)
    caixa.dele(numero)
    return nossa


def _buscar(caixa: poplib.POP3, numero: int) -> bytes:
    """A mensagem; da grande demais, que qualquer pessoa pode mandar, nada se traz."""
    dito = cast("bytes", caixa.list(numero))  # de uma só vem a linha, e não a lista que os tipos dizem
    if int(dito.split()[2]) > devolucoes.MAIOR_MENSAGEM:
        registro.warning("a mensagem %s da caixa das devoluções é grande demais", numero)
        return b""
    return b"\r\n".join(caixa.retr(numero)[1])


def _abrir(url: str) -> poplib.POP3:
    poplib._MAXLINE = MAIOR_LINHA  # type: ignore[attr-defined]  # noqa: SLF001  não há outro modo de o dizer
    partes = urlsplit(url)
    nome = partes.hostname or ""
    if partes.scheme == "pop3s":
        caixa: poplib.POP3 = poplib.POP3_SSL(nome, partes.port or poplib.POP3_SSL_PORT, timeout=PRAZO)
    else:
        caixa = poplib.POP3(nome, partes.port or poplib.POP3_PORT, timeout=PRAZO)
    caixa.user(unquote(partes.username or ""))
    caixa.pass_(unquote(partes.password or ""))
    return caixa
