"""O Guia no navegador: a busca ao digitar, e apagada."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.guia.factories import ServicoFactory
from tests.navegador.vigia import verificar_pagina

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def servicos() -> None:
    ServicoFactory.create(slug="tapa-buraco", pedidos=10)


@pytest.mark.parametrize("endereco", ["/", "/servicos/"])
def test_busca_ao_digitar_e_depois_abre_o_servico(page: Page, endereco: str) -> None:
    page.goto(endereco)
    page.get_by_role("searchbox").press_sequentially("burraco", delay=20)
    resultado = page.locator("#resultados").get_by_role("link", name="Tapa-buraco")
    expect(resultado).to_be_visible()
    expect(page.locator("#contagem")).to_have_text("1 serviço encontrado")
    verificar_pagina(page)
    resultado.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tapa-buraco")
    expect(page.get_by_role("main").get_by_role("button", name="Solicitar")).to_be_visible()


def test_apagar_a_busca_apaga_os_resultados(page: Page) -> None:
    page.goto("/servicos/")
    campo = page.get_by_role("searchbox")
    campo.press_sequentially("buraco")
    expect(page.locator("#resultados").get_by_role("link", name="Tapa-buraco")).to_be_visible()
    campo.fill("")
    expect(page.locator("#resultados").get_by_role("link")).to_have_count(0)
