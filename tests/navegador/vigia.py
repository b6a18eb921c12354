"""Vigia de páginas: junta o que o navegador reclama e confere tudo com `verificar_pagina(page)`."""

import json
import os
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Route

from sp156.embutido.pastas import RAIZ
from tests.bancos import rodada

AXE = RAIZ / "node_modules" / "axe-core" / "axe.min.js"
PERMITIDOS = {
    # Os dois achados conhecidos do próprio govuk-frontend.
    "label-content-name-mismatch": "govuk-file-upload",
    "aria-allowed-attr": "aria-expanded",
}


FEITIO = """() => [innerWidth, document.documentElement.className, document.title,
    document.body.outerHTML.replace(/[0-9a-f-]{16,}|(?<!<\\/?h)[0-9]+/g, '0')
        .replace(/value="[^"]+"/g, 'value="x"')]"""
"""O que o axe vê: a largura, o tema e a página, menos os números e os valores dos campos.

O número do título (`<h2>`) fica: a ordem dos títulos é uma das regras."""
CONFERIR = "() => axe.run({iframes: false, resultTypes: ['violations'], preload: false, selectors: false})"
"""Sem ler antes as folhas de estilo, que só a regra do áudio e do vídeo pede, e não há: um terço do custo."""
MAIOR_LARGURA = 10_000 if os.environ.get("SP156_AXE_NA_MESA") else 500
"""O axe roda no celular; na mesa, que tem os mesmos elementos, roda à noite."""


@dataclass
class Vigia:
    """O que um contexto do navegador reclamou desde que nasceu."""

    host: str
    javascript: bool = True
    console: list[str] = field(default_factory=list)
    estranhos: list[str] = field(default_factory=list)

    def ao_console(self, mensagem: ConsoleMessage) -> None:
        """Guarda erros e avisos. Página que responde 4xx de propósito não é erro; arquivo que falta é."""
        if mensagem.type not in {"error", "warning"}:
            return
        caminho = urlsplit(mensagem.location.get("url", "")).path
        if mensagem.text.startswith("Failed to load resource") and not caminho.startswith("/static/"):
            return
        if mensagem.text.startswith("Response Status Error Code 4"):  # a mesma coisa, dita pelo htmx
            return
        if "net::ERR_FAILED" in mensagem.text:  # `sem_scripts` os recusou
            return
        self.console.append(f"{mensagem.type}: {mensagem.text}")

    def ao_pedido(self, pedido: Request) -> None:
        partes = urlsplit(pedido.url)
        if partes.scheme in {"http", "https", "ws", "wss"} and partes.netloc != self.host:
            self.estranhos.append(pedido.url)


vigias: "WeakKeyDictionary[BrowserContext, Vigia]" = WeakKeyDictionary()


def vigiar(contexto: BrowserContext, base_url: str, *, javascript: bool = True) -> Vigia:
    vigia = Vigia(urlsplit(base_url).netloc, javascript)
    contexto.on("console", vigia.ao_console)
    contexto.on("weberror", lambda erro: vigia.console.append(f"exceção: {erro.error}"))
    contexto.on("request", vigia.ao_pedido)
    vigias[contexto] = vigia
    return vigia


def sem_scripts(contexto: BrowserContext) -> None:
    """Como um telefone em que o JavaScript não chega: os scripts falham, o axe ainda roda."""

    def recusar(rota: Route) -> None:
        rota.abort()

    contexto.route("**/*.js", recusar)


def verificar_pagina(page: Page) -> None:
    """Falha se o axe acha algo, se houve erro no console (CSP inclusive) ou pedido a outro host.

    Com o JavaScript desligado o axe não responde e fica de fora: use `sem_scripts`.
    """
    page.wait_for_load_state()  # o clique só espera a página nova começar a chegar
    vigia = vigias[page.context]
    assert not vigia.console, f"{page.url}: console\n" + "\n".join(vigia.console)
    assert not vigia.estranhos, f"{page.url}: pediu a outro host\n" + "\n".join(vigia.estranhos)
    if vigia.javascript:
        achados = achados_do_axe(page)
        assert not achados, f"{page.url}: axe\n" + "\n".join(achados)


def achados_do_axe(page: Page) -> list[str]:
    """O que o axe acha na página, uma linha por achado: regra, o que fazer e o trecho.

    A página igual a uma que a rodada já conferiu sem achado, em que processo for, não se confere de novo.
    """
    feitio = page.evaluate(FEITIO)
    conferida = rodada() / "axe" / sha256(json.dumps(feitio).encode()).hexdigest()
    if feitio[0] > MAIOR_LARGURA or conferida.exists():
        return []
    levar_axe(page)
    resposta = page.evaluate(CONFERIR)
    achados = em_linhas(resposta["violations"])
    if not achados:
        conferida.parent.mkdir(exist_ok=True)
        conferida.touch()
    return achados


def levar_axe(page: Page) -> None:
    """Põe o axe na página, se ela ainda não o tem."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_axe())


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def em_linhas(violacoes: list[dict[str, Any]]) -> list[str]:
    """Cada achado numa linha, menos os permitidos."""
    return [
        f"{achado['id']}: {achado['help']} — {no['html'][:200]}"
        for achado in violacoes
        for no in achado["nodes"]
        if PERMITIDOS.get(achado["id"], "\0") not in no["html"]
    ]
