"""Quem perdeu a chave abre o pedido com o link que chegou ao e-mail; a chave de antes já não abre."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from avisos.entrega import entregar_pendentes
from contas.segredos import chaves
from portal.tasks import mandar_os_numeros
from tests.correio import Correio
from tests.navegador.telas import DE_MUNICIPE
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.elenco import MARIA, solicitacao

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=DE_MUNICIPE)
def pagina(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    cache.clear()
    return new_context(**request.param).new_page()


def test_da_chave_perdida_ao_pedido_aberto(pagina: Page, correio: Correio) -> None:
    caso = solicitacao()
    antiga, endereco = chaves.chave_de(caso.protocolo), f"/acompanhar/{caso.protocolo}/"
    pagina.goto(endereco)
    pagina.get_by_role("link", name="Perdi a chave de acesso").click()
    pagina.get_by_label("Número do protocolo").fill(caso.protocolo_escrito)
    pagina.get_by_label("E-mail").fill(MARIA.email)
    pagina.get_by_role("button", name="Mandar o link").click()
    expect(pagina.locator("h1")).to_have_text("Confira o seu e-mail")
    mandar_os_numeros()
    entregar_pendentes()
    corpo = correio.mensagens[-1].get_body(("plain",))
    link = re.search(r"/acompanhar/chave/\S+/", corpo.get_content() if corpo else "")
    assert link
    pagina.goto(link[0])
    expect(pagina.locator("h1")).to_have_text("Abrir o pedido com uma chave nova")
    verificar_pagina(pagina)
    assert chaves.confere(caso.protocolo, antiga), "abrir a página não a troca"
    pagina.get_by_role("button", name="Trocar a chave e abrir o pedido").click()
    expect(pagina.get_by_text("A chave de antes já não abre este pedido")).to_be_visible()
    expect(pagina.get_by_text(chaves.chave_escrita(caso.protocolo)).first).to_be_visible()
    pagina.context.clear_cookies()
    pagina.goto(f"{endereco}{antiga}/")
    expect(pagina.get_by_text("O link não trouxe uma chave válida")).to_be_visible()
    resposta = pagina.goto(link[0])
    assert resposta
    assert resposta.status == 410
    expect(pagina.get_by_text("Este link já foi usado")).to_be_visible()
    verificar_pagina(pagina)
