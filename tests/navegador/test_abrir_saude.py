from playwright.sync_api import Page


def test_o_navegador_abre_o_portal(page: Page) -> None:
    resposta = page.goto("/saude/")
    assert resposta is not None
    assert resposta.json()["situacao"] == "ok"
