"""Onde não se podem guardar arquivos, disco cheio ou S3 calado: recusam-se os novos, e o resto continua."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from protocolo.erros import ArquivoRecusado

FALTA_DE_ESPACO = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
MEGABYTE = 1024 * 1024


class SemEspaco(ArquivoRecusado):
    """O disco dos arquivos encheu."""

    def __init__(self) -> None:
        super().__init__(
            "Agora o portal não tem espaço para guardar arquivos. O que você escreveu não se perde: siga sem "
            "este arquivo, ou envie-o mais tarde."
        )


class ArmazenamentoFora(Exception):
    """O S3 não respondeu a tempo, ou respondeu que não. A quem lê uma página, é um 503."""


class SemArmazenamento(ArquivoRecusado):
    """O arquivo que se enviava não se pôde guardar no S3."""

    def __init__(self) -> None:
        super().__init__(
            "Agora o portal não consegue guardar arquivos. O que você escreveu não se perde: siga sem este "
            "arquivo, ou envie-o mais tarde."
        )


@dataclass(frozen=True, slots=True)
class Disco:
    """Em bytes."""

    livre: int
    minimo: int

    @property
    def cheio(self) -> bool:
        """Já não se recebem arquivos."""
        return self.livre < self.minimo


def disco() -> Disco:
    """O disco em que ficam os arquivos enviados, e quanto dele fica reservado (`ESPACO_MINIMO_MB`)."""
    pasta = Path(settings.MEDIA_ROOT).absolute()
    existe = next(p for p in (pasta, *pasta.parents) if p.exists())
    return Disco(shutil.disk_usage(existe).free, settings.ESPACO_MINIMO_MB * MEGABYTE)


def cheio() -> bool:
    """Já não se recebem arquivos; num S3 (ARQUIVOS_URL) não há disco que encha."""
    return not settings.ARQUIVOS_URL and disco().cheio


@contextmanager
def gravando() -> Iterator[None]:
    """Quem grava aqui dentro recebe uma recusa que se mostra, e não o erro do sistema nem o do S3.

    SemEspaco, se o disco encheu ou está no fim; SemArmazenamento, se o S3 não responde.
    """
    if cheio():
        raise SemEspaco
    try:
        yield
    except ArmazenamentoFora as falha:
        raise SemArmazenamento from falha
    except OSError as erro:
        if erro.errno in FALTA_DE_ESPACO:
            raise SemEspaco from erro
        raise
