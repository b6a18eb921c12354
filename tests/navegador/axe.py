"""O axe: o que ele acha numa página, de dia só no celular."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from playwright.sync_api import Page

from sp156.embutido.pastas import RAIZ

AXE = RAIZ / "node_modules" / "axe-core" / "axe.min.js"
PERMITIDOS = {
    # Os dois achados conhecidos do próprio govuk-frontend.
    "label-content-name-mismatch": "govuk-file-upload",
    "aria-allowed-attr": "aria-expanded",
}
MAIOR_LARGURA = 10_000 if os.environ.get("SP156_AXE_NA_MESA") else 500
"""O axe roda no celular; na mesa, que tem os mesmos elementos, roda à noite ou com SP156_AXE_NA_MESA=1."""


CONFERIR = """async ({alto_contraste}) => {
    const tema = document.documentElement.classList;
    const so = {iframes: false, resultTypes: ['violations'], preload: false, selectors: false};
    const {violations} = await axe.run(so);
    if (!alto_contraste) return [violations, []];
    tema.add('contraste');
    const cores = await axe.run({...so, runOnly: ['color-contrast']});
    tema.remove('contraste');
    return [violations, cores.violations];
}"""
"""Sem ler antes as folhas de estilo, que só a regra do áudio e do vídeo pede, e não há: um terço do custo."""


def achados_do_axe(page: Page, *, alto_contraste: bool = False) -> list[str]:
    """O que o axe acha na página, uma linha por achado: regra, o que fazer e o trecho.

    Com `alto_contraste`, também o que acha nas cores desse tema.
    """
    if page.evaluate("innerWidth") > MAIOR_LARGURA:
        return []
    levar_axe(page)
    claro, escuro = page.evaluate(CONFERIR, {"alto_contraste": alto_contraste})
    return em_linhas(claro) + [f"alto contraste: {linha}" for linha in em_linhas(escuro)]


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
