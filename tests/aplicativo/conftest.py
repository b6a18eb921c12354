"""O que todo teste do aplicativo encontra."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType
from pytest_django.live_server_helper import LiveServer

from tests.aplicativo.celular import APARELHO, Abrir, celular
from tests.aplicativo.rede_ruim import Rede, rede_ate
from tests.solicitacoes.conftest import limites_zerados, territorio_do_arquivo

__all__ = ["limites_zerados", "territorio_do_arquivo"]


@pytest.fixture
def rede(live_server: LiveServer) -> Iterator[Rede]:
    assert live_server.thread.port
    with rede_ate(live_server.thread.port) as rede:
        yield rede


@pytest.fixture
def abrir(browser: Browser, rede: Rede) -> Abrir:
    """Abre um celular, cada vez outro."""
    return lambda: celular(browser.new_context(**APARELHO, base_url=rede.endereco))


@pytest.fixture
def abrir_o_mesmo(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path, rede: Rede
) -> Abrir:
    """Abre o celular, sempre o mesmo, com o que se guardou nele. Custa um navegador inteiro a cada vez."""
    opcoes = {**browser_type_launch_args, **APARELHO, "base_url": rede.endereco}
    return lambda: celular(browser_type.launch_persistent_context(tmp_path, **opcoes))
