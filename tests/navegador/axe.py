"""O axe: o que ele acha numa página, de dia só no celular."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from playwright.sync_api import Page

from sp156.embutido.pastas import RAIZ

AXE = RAIZ / "node_modules" / "axe-core" / "axe.min.js"
ENDERECO = "/axe"
"""Onde o portal das jornadas o serve: uma página que o traz dali custa um quarto."""
LEVADO_POR: set[str] = set()
"""Os portais que o servem."""
TEM_OU_BUSCA = """async (endereco) => {
    if (typeof axe !== 'undefined') return true;
    if (!endereco || !navigator.onLine) return false;
    const script = Object.assign(document.createElement('script'), {src: endereco});
    await new Promise((acabou) => {
        script.onload = script.onerror = acabou;
        document.head.append(script);
    });
    script.remove();
    return typeof axe !== 'undefined';
}"""
PERMITIDOS = {
    # Os dois achados conhecidos do próprio govuk-frontend.
    "label-content-name-mismatch": "govuk-file-upload",
    "aria-allowed-attr": "aria-expanded",
}
MAIOR_LARGURA = 10_000 if os.environ.get("SP156_AXE_NA_MESA") else 500
"""O axe roda no celular; na mesa, que tem os mesmos elementos, roda à noite ou com SP156_AXE_NA_MESA=1."""


CONFERIR = """async ({alto_contraste, conferidas}) => {
    const tema = document.documentElement.classList;
    const so = {iframes: false, resultTypes: ['violations'], preload: false, selectors: false};
    const [vistas, aprovadas] = [new Set(conferidas), new Set()];
    const {violations} = await axe.run({...so, rules: {'color-contrast': {enabled: false}}});
    const claro = [...violations, ...await contraste()];
    if (!alto_contraste) return [claro, [], [...aprovadas]];
    tema.add('contraste');
    const escuro = await contraste();
    tema.remove('contraste');
    return [claro, escuro, [...aprovadas]];

    async function contraste() {
        const cores = queCores();
        if (comTexto().every((el) => vistas.has(cores(el)))) return [];
        const aprova = {resultTypes: ['violations', 'passes'], elementRef: true, runOnly: ['color-contrast']};
        const {violations, passes} = await axe.run({...so, ...aprova});
        for (const {nodes} of passes) for (const {element} of nodes) aprovadas.add(cores(element));
        return violations;
    }

    function comTexto() {
        const deEscrever = 'textarea, input:not([type=radio], [type=checkbox], [type=file])';
        const escritos = [...document.querySelectorAll(deEscrever)].filter(({value}) => value);
        const achados = new Set([...document.querySelectorAll('select'), ...escritos]);
        const textos = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (textos.nextNode()) {
            const {data, parentElement} = textos.currentNode;
            if (data.trim()) achados.add(parentElement);
        }
        return [...achados].filter(seVe);
    }

    function seVe(el) {
        const {width, height} = el.getBoundingClientRect();
        const aparece = el.checkVisibility({opacityProperty: true, visibilityProperty: true});
        return aparece && width > 1 && height > 1;
    }

    function queCores() {
        const fundos = new Map([[null, ['', '']]]);
        const fundo = (el) => {
            if (!fundos.has(el)) fundos.set(el, pintado(el));
            return fundos.get(el);
        };
        const pintado = (el) => {
            const {backgroundColor: cor, backgroundImage: imagem, opacity, position} = getComputedStyle(el);
            const [acima, veus] = fundo(el.parentElement);
            const proprio = [
                cor === 'rgba(0, 0, 0, 0)' ? '' : cor,
                imagem === 'none' ? '' : imagem,
                position === 'static' ? '' : el.className,
            ].filter(Boolean).join();
            const pintura = cor.startsWith('rgb(') ? proprio : proprio + acima;
            return [pintura, opacity === '1' ? veus : `${opacity} ${veus}`];
        };
        return (el) => {
            const {color, fontSize, fontWeight, textShadow} = getComputedStyle(el);
            return [color, fontSize, fontWeight, textShadow, el.disabled, ...fundo(el)].join('|');
        };
    }
}"""
"""Sem ler antes as folhas de estilo, que só a regra do áudio e do vídeo pede, e não há: um terço do custo.

O contraste só se confere na página que mostra cores que o axe ainda não aprovou juntas: a da letra, com o
tamanho e o peso, e o que se pinta por baixo dela.
"""
_conferidas: set[str] = set()


def achados_do_axe(page: Page, *, alto_contraste: bool = False) -> list[str]:
    """O que o axe acha na página, uma linha por achado: regra, o que fazer e o trecho.

    Com `alto_contraste`, também o que acha nas cores desse tema.
    """
    if page.evaluate("innerWidth") > MAIOR_LARGURA:
        return []
    levar_axe(page)
    pedido = {"alto_contraste": alto_contraste, "conferidas": [*_conferidas]}
    claro, escuro, aprovadas = page.evaluate(CONFERIR, pedido)
    _conferidas.update(aprovadas)
    return em_linhas(claro) + [f"alto contraste: {linha}" for linha in em_linhas(escuro)]


def levar_axe(page: Page) -> None:
    """Põe o axe na página, se ela ainda não o tem: pelo portal das jornadas, se é dele, ou com o texto todo.

    O texto passa pelo Python e pelo Node, e o navegador não o reconhece de uma página para a outra.
    """
    dele = any(page.url.startswith(portal) for portal in LEVADO_POR)
    if not page.evaluate(TEM_OU_BUSCA, ENDERECO if dele else ""):
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
