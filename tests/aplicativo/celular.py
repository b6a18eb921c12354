"""Um celular com o aplicativo, e a fila vista de dentro."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from playwright.sync_api import BrowserContext, CDPSession, Error, Page

from tests.solicitacoes.pedindo import BADARO, PEQUENO

PARA_ENVIAR = "/aplicativo/para-enviar/"
APARELHO: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "pt-BR"}
FOTO = """async (cores) => Promise.all(cores.map(async (cor) => {
  const tela = new OffscreenCanvas(64, 48);
  const pincel = tela.getContext("2d");
  pincel.fillStyle = cor;
  pincel.fillRect(0, 0, 64, 48);
  const blob = await tela.convertToBlob({ type: "image/jpeg" });
  return { campo: "fotos", blob, nome: `${cor}.jpg` };
}))"""


@dataclass
class Celular:
    """A página aberta do aplicativo."""

    contexto: BrowserContext
    pagina: Page

    @property
    def modulo(self) -> str:
        """O endereço do módulo da fila."""
        return static("compilado/fila.js")

    def fila(self, fazer: str, dito: Any = None) -> Any:
        """`fazer(fila, dito)`, na página, com o módulo da fila."""
        return self.pagina.evaluate(
            f"async ([fila, dito]) => ({fazer})(await import(fila), dito)", [self.modulo, dito]
        )

    def guardar(self, *cores: str, **mais: Any) -> str:
        """Um pedido com uma foto de cada cor, guardado no aparelho; devolve a chave."""
        campos = [["servico", "tapa-buraco"], ["aberto_por", "aplicativo"], *BADARO.items(), *PEQUENO.items()]
        item = {
            "tipo": "pedido",
            "destino": "/aplicativo/pedidos/",
            "rotulo": "Tapa-buraco",
            "campos": campos,
        }
        guardar = (
            f"async (fila, [item, cores]) => fila.guardar({{ ...item, arquivos: await ({FOTO})(cores) }})"
        )
        return str(self.fila(guardar, [item | mais, cores]))

    def enviar(self) -> None:
        self.fila("(fila) => fila.enviarTudo({ forcar: true })")

    def item(self, chave: str) -> dict[str, Any] | None:
        """O guardado, sem os arquivos."""
        sem_eles = "item && { ...item, arquivos: item.arquivos.length }"
        achado: dict[str, Any] | None = self.fila(
            f"async (fila, chave) => {{ const item = await fila.achar(chave); return {sem_eles}; }}", chave
        )
        return achado

    def estado(self, chave: str) -> str:
        item = self.item(chave)
        return item["estado"] if item else "apagado"

    def com_trabalhador(self) -> Trabalhador:
        """Espera o trabalhador, e o diz."""
        self.pagina.evaluate("navigator.serviceWorker.ready.then(() => true)")
        sessao = self.contexto.new_cdp_session(self.pagina)
        registros: set[str] = set()
        sessao.on(
            "ServiceWorker.workerVersionUpdated",
            lambda dito: registros.update(versao["registrationId"] for versao in dito["versions"]),
        )
        sessao.send("ServiceWorker.enable")
        for _ in range(100):
            if registros:
                break
            self.pagina.evaluate("new Promise(requestAnimationFrame)")
        (registro,) = registros
        origem = str(self.pagina.evaluate("location.origin"))
        return Trabalhador(sessao, {"origin": origem, "registrationId": registro})


type Abrir = Callable[[], AbstractContextManager[Celular]]


@dataclass
class Trabalhador:
    """O trabalhador do aplicativo, visto de fora."""

    sessao: CDPSession
    qual: dict[str, str]

    def acordar(self) -> None:
        """O que o navegador faz quando a rede volta."""
        self.sessao.send("ServiceWorker.dispatchSyncEvent", {**self.qual, "tag": "fila", "lastChance": False})


@contextmanager
def celular(contexto: BrowserContext) -> Iterator[Celular]:
    """O aplicativo neste navegador, aberto na página do que espera."""
    try:
        pagina = contexto.pages[0] if contexto.pages else contexto.new_page()
        pagina.goto(PARA_ENVIAR)
        yield Celular(contexto, pagina)
    finally:
        with suppress(Error):  # o teste pode tê-lo matado
            contexto.close()


def matar(pasta: Path) -> None:
    """`kill -9` no navegador desta pasta; o que ele abriu vai com ele."""
    marca = f"--user-data-dir={pasta}\0".encode()
    for processo in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if marca in (processo / "cmdline").read_bytes():
                os.kill(int(processo.name), signal.SIGKILL)
