"""O vigia: o que uma página pede a outro host não sai da máquina, e a letra que não se lê acha-se sempre."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.navegador.axe import achados_do_axe
from tests.navegador.telas import CELULAR
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


def test_as_cores_ja_conferidas_nao_escondem_as_que_nao_se_leem(
    new_context: Callable[..., BrowserContext],
) -> None:
    """A mesma letra sobre outro fundo é outra; a escondida e a que não se lê não ficam por conferidas."""
    page = new_context(**CELULAR).new_page()
    modelo = (
        '<!doctype html><html lang="pt-BR"><title>Cores</title><main><h1>Cores</h1><p style="{}">Lê-se?</p>'
    )
    estilos = {
        "clara": "background:#fff",
        "escondida": "background:#222;display:none",
        "escura": "background:#222",
    }

    def servir(rota: Route) -> None:
        estilo = estilos[rota.request.url.rpartition("/")[2]]
        rota.fulfill(content_type="text/html; charset=utf-8", body=modelo.format(estilo))

    page.route("**/cores/*", servir)
    for qual in ("clara", "escondida", "escura", "clara", "escura"):
        page.goto(f"/cores/{qual}")
        achados = [achado.partition(":")[0] for achado in achados_do_axe(page)]
        assert achados == (["color-contrast"] if qual == "escura" else []), qual
