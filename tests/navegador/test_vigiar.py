"""O que uma página pede a outro host não sai da máquina, e o vigia diz o quê."""

import pytest
from playwright.sync_api import Page, expect

from tests.navegador.vigia import verificar_pagina, vigias

pytestmark = pytest.mark.django_db(transaction=True)

SOLTA = """<!doctype html><title>Solta</title><link rel="stylesheet" href="https://estilo.exemplo/a.css">
<img src="http://foto.exemplo/a.png" alt=""><script src="//programa.exemplo/a.js"></script>
<script>fetch("https://dados.exemplo/a.json").catch(() => (document.body.dataset.acabou = "sim"))</script>"""
"""Sem a política de segurança das nossas, que já não deixaria pedir nada disto."""
PEDIDOS = {
    "https://estilo.exemplo/a.css",
    "http://foto.exemplo/a.png",
    "http://programa.exemplo/a.js",
    "https://dados.exemplo/a.json",
}


def test_o_que_se_pede_a_outro_host_falha_e_se_diz(page: Page) -> None:
    page.route("**/solta/", lambda rota: rota.fulfill(content_type="text/html", body=SOLTA))
    page.goto("/solta/")
    expect(page.locator("body[data-acabou]")).to_have_count(1)
    assert set(vigias[page.context].estranhos) == PEDIDOS
    with pytest.raises(AssertionError, match="pediu a outro host"):
        verificar_pagina(page)
