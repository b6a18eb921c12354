"""A conta no navegador, nas duas larguras, com e sem JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from contas.segredos.link_da_senha import link_para_escolher
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.navegador.vigia import verificar_pagina
from tests.senhas import codigo_agora

pytestmark = pytest.mark.django_db(transaction=True)
SENHA = "uma-senha-comprida-156"
ENVIAR = "main form .govuk-button[type=submit]"


def conferir(page: Page) -> None:
    """Sem achado do axe, sem erro no console, sem rolar de lado."""
    verificar_pagina(page)
    for largura in (390, 1280):
        page.set_viewport_size({"width": largura, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= largura, page.url


@pytest.mark.parametrize("javascript", [True, pytest.param(False, marks=pytest.mark.noturno)])
def test_do_link_ao_segundo_fator(
    new_context: Callable[..., BrowserContext],
    live_server: LiveServer,
    settings: Settings,
    correio: Correio,
    javascript: bool,
) -> None:
    cache.clear()
    settings.ENDERECO_PUBLICO = live_server.url
    ana = UsuarioFactory.create(nome="Ana da Silva", email="ana@exemplo.invalid", cpf="52998224725")
    page = new_context(java_script_enabled=javascript).new_page()

    escolher_a_senha(page, link_para_escolher(ana))
    entrar_com_cpf(page)
    reserva = ligar_o_segundo_fator(page)
    entrar_com_codigo_de_reserva(page, reserva)


def escolher_a_senha(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("[name=password1]", "123")
    page.fill("[name=password2]", "321")
    page.click(ENVIAR)
    expect(page).to_have_title(re.compile("^Erro:"))
    conferir(page)
    page.fill("[name=password1]", SENHA)
    page.fill("[name=password2]", SENHA)
    page.click(ENVIAR)
    expect(page.locator("h1")).to_contain_text("Senha escolhida")
    conferir(page)


def entrar_com_cpf(page: Page) -> None:
    page.goto("/conta/login/?next=/conta/")
    conferir(page)
    page.fill("[name=login]", "529.982.247-25")
    page.fill("[name=password]", SENHA)
    page.click(ENVIAR)
    expect(page.locator("h1")).to_have_text("Sua conta")
    conferir(page)
    for pagina in ("password/change", "sessions", "2fa"):
        page.goto(f"/conta/{pagina}/")
        conferir(page)


def ligar_o_segundo_fator(page: Page) -> str:
    """Devolve o primeiro código de reserva."""
    page.click("main a.govuk-button")
    expect(page.locator("h1")).to_have_text("Confirme que é você")
    conferir(page)
    page.fill("[name=password]", SENHA)
    page.click(ENVIAR)
    page.click("summary")
    conferir(page)
    segredo = page.inner_text("details strong").replace(" ", "")
    page.fill("[name=code]", codigo_agora(segredo))
    page.click(ENVIAR)
    expect(page.locator("h1")).to_have_text("Códigos de reserva")
    conferir(page)
    return page.inner_text("main ul li >> nth=0")


def entrar_com_codigo_de_reserva(page: Page, reserva: str) -> None:
    page.goto("/conta/logout/")
    conferir(page)
    page.click(ENVIAR)
    page.goto("/conta/login/")
    page.fill("[name=login]", "ana@exemplo.invalid")
    page.fill("[name=password]", SENHA)
    page.click(ENVIAR)
    expect(page.locator("h1")).to_have_text("Código de confirmação")
    conferir(page)
    page.fill("[name=code]", reserva)
    with page.expect_navigation():
        page.click(f"{ENVIAR} >> nth=0")
    page.goto("/conta/")
    expect(page.locator("h1")).to_have_text("Sua conta")
