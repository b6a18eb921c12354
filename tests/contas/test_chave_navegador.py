"""A chave do aparelho (passkey) no Chromium, com o autenticador virtual do protocolo do navegador."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from contas.models import RegistroDeAcesso
from tests.contas.factories import UsuarioFactory
from tests.navegador.vigia import verificar_pagina

pytestmark = pytest.mark.django_db(transaction=True)
SENHA = "uma-senha-comprida-156"
ENVIAR = "main form .govuk-button[type=submit]"
APARELHO = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def com_aparelho(page: Page) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": APARELHO})


def entrar(page: Page) -> None:
    page.goto("/conta/login/?next=/conta/2fa/")
    page.fill("[name=login]", "ana@exemplo.invalid")
    page.fill("[name=password]", SENHA)
    page.click(f"{ENVIAR} >> nth=0")


def conferir(page: Page) -> None:
    verificar_pagina(page)
    for largura in (390, 1280):
        page.set_viewport_size({"width": largura, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= largura, page.url


def test_cadastra_a_chave_entra_com_ela_e_a_retira(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    cache.clear()
    ana = UsuarioFactory.create(nome="Ana da Silva", email="ana@exemplo.invalid", password=SENHA)
    page = new_context().new_page()
    com_aparelho(page)
    entrar(page)
    cadastrar(page)
    assert Authenticator.objects.filter(user=ana, type=Authenticator.Type.WEBAUTHN).count() == 1

    page.goto("/conta/logout/")
    page.click(ENVIAR)
    page.goto("/conta/login/?next=/conta/")
    conferir(page)
    page.click("#botao-da-chave")  # sem senha nenhuma
    expect(page.locator("h1")).to_have_text("Sua conta")

    page.goto("/conta/2fa/webauthn/")
    expect(page.locator("dt")).to_contain_text("celular da Ana")
    conferir(page)
    retirar(page)
    assert not Authenticator.objects.filter(user=ana).exists()
    atos = RegistroDeAcesso.objects.filter(pessoa=ana).order_by("pk").values_list("ato", flat=True)
    assert [a for a in atos if a.startswith("chave")] == ["chave_posta", "chave_tirada"]


def cadastrar(page: Page) -> None:
    page.click("text=Cadastrar uma chave")
    expect(page.locator("h1")).to_have_text("Confirme que é você")
    page.fill("[name=password]", SENHA)
    page.click(ENVIAR)
    expect(page.locator("h1")).to_have_text("Cadastrar uma chave do aparelho")
    conferir(page)
    page.fill("[name=name]", "celular da Ana")
    page.click("#botao-da-chave")
    expect(page.locator("h1")).to_have_text("Códigos de reserva")


def retirar(page: Page) -> None:
    page.click("text=Retirar")
    if page.locator("h1").inner_text() == "Confirme que é você":
        page.fill("[name=password]", SENHA)
        page.click(ENVIAR)
    conferir(page)
    page.click(ENVIAR)
    expect(page.locator("main")).to_contain_text("Nenhuma chave cadastrada")


def test_a_chave_e_o_segundo_passo_da_senha_e_o_cancelado_se_diz(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    cache.clear()
    UsuarioFactory.create(nome="Ana da Silva", email="ana@exemplo.invalid", password=SENHA)
    page = new_context().new_page()
    com_aparelho(page)
    entrar(page)
    cadastrar(page)
    page.goto("/conta/logout/")
    page.click(ENVIAR)
    entrar(page)
    expect(page.locator("h1")).to_have_text("Código de confirmação")
    conferir(page)
    page.click("#botao-da-chave")
    expect(page.locator("h1")).to_have_text("Verificação em duas etapas")

    sem_chave = new_context().new_page()
    entrar(sem_chave)
    sem_chave.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelada')) }")
    sem_chave.click("#botao-da-chave")
    expect(sem_chave.locator("#falha-da-chave")).to_be_visible()
