"""O que não tem tamanho para o polegar, e o que não cabe com a letra no dobro."""

from __future__ import annotations

from playwright.sync_api import Page

PEQUENOS = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
  .filter((um) => um.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((um) => getComputedStyle(um).display !== "inline"
    || um.parentElement.textContent.trim() === um.textContent.trim())
  .map((um) => [um.textContent.trim() || um.name, um.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && Math.min(width, height) < 43.9)
  .map(([dito, { width, height }]) => `${dito}: ${Math.round(width)} x ${Math.round(height)}`)"""
"""O link no meio de uma frase tem o tamanho da frase (WCAG 2.5.8)."""
CORTADOS = """(onde) => [...document.querySelectorAll(onde)]
  .filter((um) => um.scrollWidth > um.clientWidth || um.scrollHeight > um.clientHeight
    || um.getBoundingClientRect().right > document.documentElement.clientWidth)
  .map((um) => um.textContent.trim())"""


def pequenos(page: Page) -> list[str]:
    """O que se toca, com menos de 44 px num dos lados."""
    achados: list[str] = page.evaluate(PEQUENOS)
    return achados


def cortados_no_dobro(page: Page, onde: str) -> list[str]:
    """O que não cabe no seu lugar com a letra a 200 %."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    achados: list[str] = page.evaluate(CORTADOS, onde)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return achados
