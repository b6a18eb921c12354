"""O Guia no navegador: busca ao digitar, sem JavaScript, axe e CSP nas duas larguras."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.guia.factories import ServicoFactory
from tests.navegador.telas import CELULAR_E_MESA, Tela
from tests.navegador.vigia import verificar_pagina

pytestmark = pytest.mark.django_db(transaction=True)

PAGINAS = [
    "/",
    "/servicos/",
    "/servicos/?q=buraco",
    "/servicos/?q=contratos",
    "/servicos/tema/rua-e-bairro/",
    "/servicos/tapa-buraco/",
    "/servicos/so-informa/",
    "/ouvidoria/",
    "/e-sic/",
    "/privacidade/",
    "/acessibilidade/",
    "/mapa-do-site/",
]
ROLA = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def servicos() -> None:
    ServicoFactory.create(slug="tapa-buraco", pedidos=10, versao__a_confirmar=["etapas", "legislacao"])
    textos = {"nome": "Castrar cães e gatos", "o_que_e": "É a cirurgia.", "palavras": ["castração"]}
    ServicoFactory.create(
        slug="so-informa", so_informa=True, **{f"versao__{campo}": valor for campo, valor in textos.items()}
    )


@pytest.mark.parametrize("tela", CELULAR_E_MESA)
def test_sem_achado_do_axe_nem_do_console(new_context: Callable[..., BrowserContext], tela: Tela) -> None:
    pagina = new_context(**tela).new_page()
    for endereco in PAGINAS:
        pagina.goto(endereco)
        verificar_pagina(pagina)
        assert not pagina.evaluate(ROLA), endereco


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


def test_sem_javascript_a_busca_e_uma_pagina(new_context: Callable[..., BrowserContext]) -> None:
    pagina = new_context(java_script_enabled=False).new_page()
    pagina.goto("/")
    pagina.get_by_role("searchbox").fill("burraco")
    pagina.get_by_role("button", name="Buscar").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Resultados da busca")
    pagina.locator("#resultados").get_by_role("link", name="Tapa-buraco").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Tapa-buraco")
