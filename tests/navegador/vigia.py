"""Vigia de páginas: junta o que o navegador reclama e confere tudo com `verificar_pagina(page)`."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route

from tests.navegador.axe import achados_do_axe


@dataclass
class Vigia:
    """O que um contexto do navegador reclamou desde que nasceu."""

    javascript: bool = True
    console: list[str] = field(default_factory=list)
    estranhos: list[str] = field(default_factory=list)

    def ao_console(self, mensagem: ConsoleMessage) -> None:
        """Guarda erros e avisos. Página que responde 4xx de propósito não é erro; arquivo que falta é."""
        if mensagem.type not in {"error", "warning"}:
            return
        de_onde = urlsplit(mensagem.location.get("url", ""))
        if "net::ERR_NAME_NOT_RESOLVED" in mensagem.text:  # o navegador dos testes não conhece outro host
            self.estranhos.append(de_onde.geturl())
            return
        if mensagem.text.startswith("Failed to load resource") and not de_onde.path.startswith("/static/"):
            return
        if mensagem.text.startswith("Response Status Error Code 4"):  # a mesma coisa, dita pelo htmx
            return
        if "net::ERR_FAILED" in mensagem.text:  # `sem_scripts` os recusou
            return
        self.console.append(f"{mensagem.type}: {mensagem.text}")


vigias: "WeakKeyDictionary[BrowserContext, Vigia]" = WeakKeyDictionary()


def vigiar(contexto: BrowserContext, *, javascript: bool = True) -> Vigia:
    vigia = Vigia(javascript)
    contexto.on("console", vigia.ao_console)
    contexto.on("weberror", lambda erro: vigia.console.append(f"exceção: {erro.error}"))
    vigias[contexto] = vigia
    return vigia


def sem_scripts(contexto: BrowserContext) -> None:
    """Como um telefone em que o JavaScript não chega: os scripts falham, o axe ainda roda."""

    def recusar(rota: Route) -> None:
        rota.abort()

    contexto.route("**/*.js", recusar)


def verificar_pagina(page: Page, *, alto_contraste: bool = False) -> None:
    """Falha se o axe acha algo, se houve erro no console (CSP inclusive) ou pedido a outro host.

    Com o JavaScript desligado o axe não responde e fica de fora: use `sem_scripts`.
    """
    page.wait_for_load_state()  # o clique só espera a página nova começar a chegar
    vigia = vigias[page.context]
    assert not vigia.console, f"{page.url}: console\n" + "\n".join(vigia.console)
    assert not vigia.estranhos, f"{page.url}: pediu a outro host\n" + "\n".join(vigia.estranhos)
    if vigia.javascript:
        achados = achados_do_axe(page, alto_contraste=alto_contraste)
        assert not achados, f"{page.url}: axe\n" + "\n".join(achados)
