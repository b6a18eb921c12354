"""Quem atende só com o teclado: conta as teclas que não são os dados que se escrevem nos campos."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page, expect

MAIS_TECLAS = 12
ESCREVE = "="
"""O gesto que começa assim são dados; os outros são uma tecla cada."""


class Teclado:
    """Uma página da mesa, sem rato."""

    def __init__(self, pagina: Page) -> None:
        self.pagina = pagina
        self.teclas = 0
        pagina.goto("/central/")

    def escrever(self, texto: str) -> None:
        self.pagina.keyboard.type(texto)

    def tecla(self, tecla: str) -> None:
        self.teclas += 1
        self.pagina.keyboard.press(tecla)

    def fazer(self, gestos: Iterable[str]) -> None:
        for gesto in gestos:
            if gesto.startswith(ESCREVE):
                self.escrever(gesto.removeprefix(ESCREVE))
            else:
                self.tecla(gesto)

    def foco_em(self, seletor: str) -> None:
        expect(self.pagina.locator(seletor)).to_be_focused()

    def consultar(self, palavras: str) -> None:
        """Escreve e abre o primeiro, sem esperar pela lista."""
        self.foco_em("#id_procurar")
        self.escrever(palavras)
        self.tecla("Enter")
        self.foco_em("#id_logradouro")


def procurar(pagina: Page, texto: str = "tapa-buraco") -> None:
    """O que a pessoa quer, e Enter, que abre o primeiro; antes das teclas: test_apertar_logo_navegador."""
    pagina.locator("#id_procurar").fill(texto)
    pagina.wait_for_load_state()
    pagina.locator("#id_procurar").press("Enter")
