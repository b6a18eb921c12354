"""Rever e publicar no navegador: da fila à página pública, com e sem JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.esic import elenco
from tests.navegador.telas import DE_SERVIDOR, com_javascript
from tests.navegador.vigia import verificar_pagina

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)

COM_DADOS = "Sou Maria Silva, CPF 529.982.247-25. Quantos buracos há na minha rua?"


@pytest.fixture
def entrar(new_context: Callable[..., BrowserContext], base_url: str) -> Callable[..., Page]:
    """Uma página já com a Ouvidoria dentro."""
    quem = elenco.ogm().usuario
    assert quem
    cliente = Client()
    cliente.force_login(quem)
    cookie: Any = {"name": "sessionid", "value": cliente.cookies["sessionid"].value, "url": base_url}

    def abrir(**opcoes: Any) -> Page:
        contexto = new_context(**opcoes)
        contexto.add_cookies([cookie])
        return contexto.new_page()

    return abrir


@pytest.mark.parametrize("tela", DE_SERVIDOR)
def test_da_fila_a_pagina_publica(entrar: Callable[..., Page], tela: dict[str, Any]) -> None:
    publicacao = elenco.a_revisar(COM_DADOS)
    page = entrar(**tela)

    def conferir() -> None:
        if com_javascript(tela):
            verificar_pagina(page)
        assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")

    page.goto("/publicacao/")
    page.get_by_role("link", name=publicacao.pedido.protocolo_escrito).click()
    conferir()
    page.get_by_role("link", name=re.compile("^Conferir.*O que se pediu")).click()
    for marca in page.get_by_label(re.compile("^Tirar: vira")).all():
        marca.check()
    page.get_by_role("button", name="Guardar e ver como fica").click()
    page.get_by_label("Trecho a tirar").fill("na minha rua")
    page.get_by_label("O que é?").select_option("endereco")
    page.get_by_role("button", name="Tirar este trecho").click()
    conferir()
    page.get_by_role("button", name="Concluir a conferência").click()
    page.get_by_role("button", name="Concluir a conferência").click()
    page.get_by_label("Título público").fill("Buracos por rua")
    page.get_by_role("button", name="Guardar o título e ver como fica").click()
    conferir()
    page.get_by_role("button", name="Publicar").click()
    page.get_by_role("link", name="Ver a página pública").click()
    expect(page.get_by_role("heading", level=1, name="Buracos por rua")).to_be_visible()
    expect(page.get_by_text("Quantos buracos há [endereço 1]?")).to_be_visible()
    expect(page.get_by_text("Maria")).to_have_count(0)
    conferir()
