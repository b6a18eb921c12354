"""Os avisos que o trabalhador poria na tela: o navegador dos testes nega-os sempre, e aqui ficam de lado."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import BrowserContext, Worker

ESPERA = 15
MOSTRAR = """() => {
  self.mostrados = [];
  const mostrar = async (titulo, { body, data }) => self.mostrados.push([titulo, body, data]);
  self.registration.showNotification = mostrar;
}"""
PERMITIR = """(como) => {
  Object.defineProperty(Notification, "permission", { get: () => como, configurable: true });
}"""
TOCAR = """(data) => new Promise((abriu) => {
  self.clients.openWindow = async (pagina) => abriu(pagina);
  const notification = { close() {}, data };
  self.dispatchEvent(Object.assign(new ExtendableEvent("notificationclick"), { notification }));
})"""


def trabalhador(contexto: BrowserContext) -> Worker:
    """O do aplicativo, que põe de lado o que mostraria."""
    vivos = contexto.service_workers
    programa = vivos[0] if vivos else contexto.wait_for_event("serviceworker")
    programa.evaluate(MOSTRAR)
    return programa


def permitir(programa: Worker, como: str = "granted") -> None:
    """O que a pessoa respondeu a quem pede para avisar."""
    programa.evaluate(PERMITIR, como)


def mostrados(programa: Worker, quantos: int) -> list[list[str]]:
    """Espera até haver tantos."""
    ate = time.monotonic() + ESPERA
    vistos: list[list[str]]
    while len(vistos := programa.evaluate("() => self.mostrados")) < quantos:
        assert time.monotonic() < ate, vistos
        time.sleep(0.05)
    return vistos


def no_icone(programa: Worker) -> int:
    """Espera que o trabalhador ponha um número no ícone: o último que pôs (`tests/servidores/portal.py`)."""
    ate = time.monotonic() + ESPERA
    while not (postos := programa.evaluate("() => self.noIcone")):
        assert time.monotonic() < ate, "nada no ícone"
        time.sleep(0.05)
    return int(postos[-1])


def tocar(programa: Worker, aonde: Any) -> str:
    """O dedo no aviso que leva a `aonde`: a página que se abre."""
    return str(programa.evaluate(TOCAR, aonde))
