"""O que uma página traz pela rede na primeira visita, arquivo por arquivo, como o Chromium o conta."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ViewportSize

CELULAR: ViewportSize = {"width": 390, "height": 844}

CABE = {
    "portal:inicio": 50,
    "guia:servico": 50,
    "solicitacoes:comecar": 60,
    "caixa:lista": 79,
    "central:inicio": 80,
    "central:conversa": 92,
}
"""Página → o mais que pesa, em KB, na primeira visita. Das três últimas a meta é 75, 75 e 80."""


def primeira_visita(
    browser: Browser, url: str, caminho: str, cookies: dict[str, str], tela: ViewportSize = CELULAR
) -> dict[str, int]:
    """Caminho → bytes na rede, comprimidos e com os cabeçalhos, de quem nunca veio e não toca em nada."""
    contexto = browser.new_context(viewport=tela, service_workers="block", locale="pt-BR")
    try:
        contexto.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies.items()])
        pagina = contexto.new_page()
        rede = contexto.new_cdp_session(pagina)
        nomes: dict[str, str] = {}
        pesos: dict[str, int] = {}

        def pediu(evento: dict[str, Any]) -> None:
            nomes[evento["requestId"]] = urlsplit(evento["request"]["url"]).path

        def chegou(evento: dict[str, Any]) -> None:
            nome = nomes[evento["requestId"]]
            pesos[nome] = pesos.get(nome, 0) + round(evento["encodedDataLength"])

        rede.on("Network.requestWillBeSent", pediu)
        rede.on("Network.loadingFinished", chegou)
        rede.send("Network.enable")
        resposta = pagina.goto(url + caminho, wait_until="networkidle")
        assert resposta is not None
        assert resposta.ok, caminho
        return pesos
    finally:
        contexto.close()
