"""O mapa do passo do local, na cidade que configurou um: pelo teclado, e sem pedir nada a outro host."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, expect
from pytest_django import Settings

from guia import indice
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

NOSSOS_AZULEJOS = "/static/imagens/icone.svg?z={z}&x={x}&y={y}"


def test_marca_o_centro_pelo_teclado_e_segue(
    new_context: Callable[..., BrowserContext], settings: Settings
) -> None:
    cache.clear()
    settings.MAPA_AZULEJOS, settings.MAPA_CREDITOS = NOSSOS_AZULEJOS, "Mapa de teste"
    indice.atualizar([territorio().pk])
    pagina = new_context(viewport={"width": 390, "height": 844}).new_page()
    pagina.goto("/solicitar/tapa-buraco/")
    pagina.get_by_role("button", name="Começar").click()
    mapa = pagina.get_by_role("application", name="Mapa do lugar")
    expect(mapa).to_be_visible()
    expect(pagina.get_by_text("Mapa de teste")).to_be_visible()
    mapa.focus()
    pagina.keyboard.press("ArrowRight")
    pagina.get_by_role("button", name="Marcar o centro do mapa").press("Enter")
    expect(pagina.get_by_text("Lugar marcado.")).to_be_visible()
    assert float(pagina.locator("input[name=lat]").input_value()) == pytest.approx(-23.55, abs=0.01)
    verificar_pagina(pagina)
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_role("button", name="Continuar", exact=True).last.click()
    expect(pagina).not_to_have_title(re.compile("Onde é"))
