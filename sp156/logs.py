"""O que se tira de uma linha antes de escrevê-la no registro."""

from __future__ import annotations

import logging
import re
from typing import Any

SEGREDOS = re.compile(
    r"(/acompanhar/[^/\s]+/(?!(?:abrir|mandar|cancelar)/)|/reset/key/|/conta/troca/|/avisos/recibos/"
    r"|/central/chamadas/)[^/\s]+"
)
"""Endereços que levam a chave de um pedido, o link da senha ou o que recusa uma troca, o segredo dos recibos
ou o da telefonia."""

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


def configuracao(nivel: str) -> dict[str, Any]:
    """O `LOGGING` do projeto: uma linha por fato, na saída de erro, sem segredos."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"linha": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "filters": {"sem_segredos": {"()": SemSegredos}, "sem_rastro": {"()": SemRastro}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "linha",
                "filters": ["sem_segredos", "sem_rastro"],
            }
        },
        "loggers": {"django.request": {"filters": ["sem_rastro"]}},
        "root": {"handlers": ["console"], "level": nivel},
    }
