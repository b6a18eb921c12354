"""Servidores da rodada de testes e o que todo teste pode pedir."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sp156.embutido import frente, processos, servidores
from sp156.embutido.pastas import Pastas
from sp156.embutido.processos import Filho
from tests.correio import Correio
from tests.navegador import chromium
from tests.navegador.entrada import Entrar, quem_entra
from tests.navegador.vigia import vigiar

# As jornadas no navegador usam o ORM na mesma linha em que o Playwright tem o seu laço.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

no_ar: list[Filho] = []


def da_rodada() -> Pastas | None:
    """As pastas dos servidores, se é esta rodada que os sobe (sem DATABASE_URL de fora)."""
    rodada = os.environ.get("SP156_RODADA")
    return Pastas(Path(rodada) / "p", Path(rodada) / "s") if rodada else None


def limpar_rodadas_mortas() -> None:
    """Uma rodada morta por `kill -9` não deixa processo, mas deixa a pasta: a seguinte a apaga."""
    for pasta in Path(tempfile.gettempdir()).glob("sp156-t[0-9]*"):
        if not processos.nascimento(int(pasta.name.removeprefix("sp156-t"))):
            shutil.rmtree(pasta, ignore_errors=True)


def pytest_sessionstart(session: pytest.Session) -> None:
    """O primeiro processo prepara a frente e sobe os servidores; os do xdist só os usam."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    frente.preparar()
    limpar_rodadas_mortas()
    if pastas := da_rodada():
        no_ar.extend(servidores.subir(pastas, de_teste=True))
        (pastas.dados / "estaticos").mkdir()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or not (pastas := da_rodada()):
        return
    servidores.parar(pastas, no_ar)
    shutil.rmtree(pastas.dados.parent, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """O banco some com o servidor da rodada; apagá-lo antes só tropeça em conexão ainda aberta."""
    return True


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


# --- navegador -----------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium.achar().argumentos()}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """O portal desta rodada; com ela `page.goto("/")` basta."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "pt-BR", "timezone_id": "America/Sao_Paulo"}


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], base_url: str) -> Callable[..., BrowserContext]:
    """Contextos vigiados: `verificar_pagina(page)` sabe o que cada um reclamou."""

    def criar(**opcoes: Any) -> BrowserContext:
        contexto = new_context(**opcoes)
        contexto.set_default_timeout(15_000)
        vigiar(contexto, base_url, javascript=opcoes.get("java_script_enabled", True))
        return contexto

    return criar


@pytest.fixture
def entrar(new_context: Callable[..., BrowserContext], base_url: str) -> Entrar:
    """`entrar(quem, **opcoes)`: uma página vigiada com a pessoa já dentro."""
    return quem_entra(new_context, base_url)
