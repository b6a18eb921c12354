"""Servidores da rodada de testes e o que todo teste pode pedir."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from sp156.embutido import frente, servidores
from sp156.embutido.pastas import Pastas
from sp156.embutido.processos import Filho
from tests.correio import Correio

# As jornadas no navegador usam o ORM na mesma linha em que o Playwright tem o seu laço.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

no_ar: list[Filho] = []


def da_rodada() -> Pastas | None:
    """As pastas dos servidores, se é esta rodada que os sobe (sem DATABASE_URL de fora)."""
    rodada = os.environ.get("SP156_RODADA")
    return Pastas(Path(rodada) / "p", Path(rodada) / "s") if rodada else None


def pytest_sessionstart(session: pytest.Session) -> None:
    """O primeiro processo prepara a frente e sobe os servidores; os do xdist só os usam."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    frente.preparar()
    if pastas := da_rodada():
        no_ar.extend(servidores.subir(pastas, de_teste=True))
        (pastas.dados / "estaticos").mkdir()


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or not (pastas := da_rodada()):
        return
    servidores.parar(pastas, no_ar)
    shutil.rmtree(pastas.dados.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def arquivos_privados(settings: Settings, tmp_path: Path) -> None:
    """Cada teste guarda arquivos na sua pasta."""
    settings.MEDIA_ROOT = tmp_path / "arquivos"


@pytest.fixture
def correio(settings: Settings) -> Iterator[Correio]:
    """Um servidor SMTP de verdade, numa porta livre, recebendo o que o portal manda."""
    with Correio.no_ar() as servidor:
        settings.MAILERS = servidor.mailers()
        yield servidor
