"""O que se tira de uma linha antes de escrevê-la no registro."""

from __future__ import annotations

import logging
import re

SEGREDOS = re.compile(r"(/acompanhar/[^/\s]+/(?!(?:abrir|mandar|cancelar)/)|/reset/key/)[^/\s]+")
"""Endereços que levam a chave de um pedido ou o link da senha."""

DEFEITO = 500


class SemSegredos(logging.Filter):
    """O Django registra o endereço do que falhou; o segredo que ele leva vira “…”."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(SEGREDOS.sub(r"\1…", a) if isinstance(a, str) else a for a in record.args)
        return True


class SemRastro(logging.Filter):
    """Recusar um pedido (403, 404) não é defeito: fica uma linha, sem a pilha de chamadas."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", DEFEITO) < DEFEITO:
            record.exc_info = None
        return True
