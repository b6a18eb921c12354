"""A recusa que chega por htmx: vista junto do botão que se apertou, com o foco."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from tests.navegador.telas import CELULAR
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

type Contexto = Callable[..., BrowserContext]
DE_FORA = {"latitude": -22.9068, "longitude": -43.1729}
"""O Rio de Janeiro."""
PERTO = 120
"""Pixels, entre a recusa e o botão."""


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    territorio()


@pytest.fixture
def pagina(new_context: Contexto, base_url: str) -> Page:
    contexto = new_context(**CELULAR, geolocation=DE_FORA)
    contexto.grant_permissions(["geolocation"], origin=base_url)
    aberta = contexto.new_page()
    aberta.goto("/solicitar/tapa-buraco/")
    return aberta


def _junto(pagina: Page, recusa: str, botao: str) -> None:
    """À vista, com o foco, e ao pé do botão."""
    dita = pagina.locator("[role=alert]", has_text=recusa)
    expect(dita).to_be_in_viewport(ratio=0.9)
    expect(dita).to_be_focused()
    caixa, do_botao = dita.bounding_box(), pagina.get_by_role("button", name=botao).bounding_box()
    assert caixa is not None
    assert do_botao is not None
    assert abs(caixa["y"] - do_botao["y"]) < PERTO + caixa["height"]


def test_o_lugar_fora_da_cidade(pagina: Page) -> None:
    pagina.get_by_role("button", name="Usar onde estou").click()
    _junto(pagina, "fora da cidade de São Paulo", "Usar onde estou")
    verificar_pagina(pagina)


def test_a_rede_que_cai(pagina: Page) -> None:
    pagina.get_by_role("button", name="Usar onde estou").hover()
    pagina.wait_for_function("() => 'htmx' in window")
    pagina.context.set_offline(True)
    pagina.get_by_role("button", name="Usar onde estou").click()
    _junto(pagina, "Sem conexão", "Usar onde estou")
