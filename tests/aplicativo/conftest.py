"""O que todo teste do aplicativo encontra."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType
from pytest_django.live_server_helper import LiveServer

from tests.aplicativo.celular import Abrir, celular
from tests.aplicativo.rede_ruim import Rede, rede_ate
from tests.solicitacoes.conftest import limites_zerados, territorio_do_arquivo

__all__ = ["limites_zerados", "territorio_do_arquivo"]


@pytest.fixture
def rede(live_server: LiveServer) -> Iterator[Rede]:
    assert live_server.thread.port
    with rede_ate(live_server.thread.port) as rede:
        yield rede


@pytest.fixture
def abrir(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path, rede: Rede
) -> Abrir:
    """Abre o celular, sempre o mesmo."""
    return lambda: celular(browser_type, browser_type_launch_args, tmp_path, rede.endereco)
