"""Travas de arquivo (flock): o núcleo as solta quando o processo morre, até por `kill -9`."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

PAUSA = 0.1


class Trava:
    """Uma trava tomada; `anotar` deixa nela quem a tem, para a frase de recusa."""

    def __init__(self, descritor: int) -> None:
        self._descritor = descritor

    def anotar(self, texto: str) -> None:
        os.ftruncate(self._descritor, 0)
        os.pwrite(self._descritor, texto.encode(), 0)

    def soltar(self) -> None:
        os.close(self._descritor)


def tentar(caminho: Path, *, partilhada: bool = False) -> Trava | None:
    """Toma a trava sem esperar; None se está com outro processo."""
    caminho.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descritor = os.open(caminho, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descritor, (fcntl.LOCK_SH if partilhada else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descritor)
        return None
    return Trava(descritor)


def esperar(caminho: Path, segundos: float) -> Trava | None:
    """Toma a trava esperando até `segundos`."""
    limite = time.monotonic() + segundos
    while (trava := tentar(caminho)) is None and time.monotonic() < limite:
        time.sleep(PAUSA)
    return trava


@contextlib.contextmanager
def exclusiva(caminho: Path) -> Iterator[None]:
    """Espera o tempo que for; para trechos curtos."""
    trava = esperar(caminho, float("inf"))
    if trava is None:
        raise TimeoutError(caminho)
    try:
        yield
    finally:
        trava.soltar()


def dono(caminho: Path) -> str:
    """O que o dono da trava anotou nela."""
    return caminho.read_text(encoding="utf-8").strip() if caminho.exists() else ""
