"""O registro do servidor: uma linha por fato, com a hora e o pedido, e sem o que diz de quem é."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, override

SEGREDOS = re.compile(
    r"(/acompanhar/[^/\s]+/(?!(?:abrir|mandar|cancelar)/)|/reset/key/|/conta/troca/|/avisos/recibos/"
    r"|/central/chamadas/|/bairro/sair/|/avaliacao/recusar/|/junto/meu/)[^/\s]+",
    re.IGNORECASE,
)
"""Endereços que levam a chave de um pedido, o link da senha ou o que recusa uma troca, o segredo dos recibos
ou o da telefonia, e o link com que se deixa de receber."""
DE_ALGUEM = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"  # CPF escrito
    r"|\(\d{2}\)\s?\d{4,5}-?\d{4}\b"  # telefone escrito
    r"|(?<![\w.:-])\d{11}(?![\w.:-])"  # CPF ou celular, só os números
)
"""O que uma exceção traz de alguém sem querer: o valor que o banco recusou, o destino do e-mail."""
PEDIDO: ContextVar[str] = ContextVar("pedido", default="")
"""O número do pedido HTTP que esta thread atende; fica até ao seguinte, porque o Django escreve no fim."""
CALADOS = ("celery.beat", "celery.worker.strategy", "celery.app.trace")
"""Dizem cada tarefa posta, recebida e feita, dezenas por minuto; dos defeitos continuam a falar."""

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


def sem_ninguem(texto: str) -> str:
    """O texto sem e-mail, CPF nem telefone; nem a chave que um endereço leve, também dentro de uma pilha."""
    return DE_ALGUEM.sub("…", SEGREDOS.sub(r"\1…", texto))


class EmLinha(logging.Formatter):
    """Para quem lê: hora com o fuso, nível, de onde, o pedido e o que foi."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(pedido)s%(message)s")

    @override
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _hora(record)

    @override
    def format(self, record: logging.LogRecord) -> str:
        record.pedido = f"[{PEDIDO.get()}] " if PEDIDO.get() else ""
        return sem_ninguem(super().format(record))


class EmJson(logging.Formatter):
    """Para um programa: o mesmo, um objeto por linha; a pilha vai dentro dele."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        linha = {
            "em": _hora(record),
            "nivel": record.levelname,
            "de": record.name,
            "pedido": PEDIDO.get(),
            "dito": record.getMessage(),
            "situacao": getattr(record, "status_code", None),
            "pilha": self.formatException(record.exc_info) if record.exc_info else None,
        }
        ditas = {nome: valor for nome, valor in linha.items() if valor not in {None, ""}}
        return sem_ninguem(json.dumps(ditas, ensure_ascii=False))


def _hora(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")


def configuracao(nivel: str, *, em_json: bool = False) -> dict[str, Any]:
    """O `LOGGING` do projeto: uma linha por fato, na saída de erro, sem segredos."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"linha": {"()": EmJson if em_json else EmLinha}},
        "filters": {"sem_segredos": {"()": SemSegredos}, "sem_rastro": {"()": SemRastro}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "linha",
                "filters": ["sem_segredos", "sem_rastro"],
            }
        },
        "loggers": {
            "django.request": {"filters": ["sem_rastro"]},
            **{nome: {"level": "WARNING"} for nome in CALADOS},
        },
        "root": {"handlers": ["console"], "level": nivel},
    }
