"""Um navegador sem tela sobre HTTP de verdade, com cookies e CSRF: serve a `Pedinte` no lugar do Client."""

from __future__ import annotations

import http.client
import time
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

PRAZO = 20.0
FORMULARIO = "application/x-www-form-urlencoded"


class Recebida:
    """O que a resposta do Client do Django tem e os testes leem."""

    def __init__(self, resposta: http.client.HTTPResponse) -> None:
        self.status_code = resposta.status
        self.headers = resposta.headers
        self.content = resposta.read()

    def __getitem__(self, cabecalho: str) -> str:
        return str(self.headers[cabecalho])


class Navegante:
    """Não segue redirecionamentos; guarda os cookies e quanto demorou a resposta mais lenta.

    `de` é o endereço desta máquina (127.x.y.z) de que sai: quem não o diz divide os limites de todos.
    """

    def __init__(self, porta: int, de: str = "") -> None:
        self.porta, self.de = porta, de
        self.cookies: dict[str, str] = {}
        self.demorou = 0.0

    def get(self, caminho: str) -> Recebida:
        return self._pedir("GET", caminho)

    def post(self, caminho: str, dados: dict[str, Any] | None = None) -> Recebida:
        if "csrftoken" not in self.cookies:
            self.get(caminho)
        tudo = {**(dados or {}), "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        if "fotos" in tudo:
            return self._pedir("POST", caminho, encode_multipart(BOUNDARY, tudo), MULTIPART_CONTENT)
        return self._pedir("POST", caminho, urlencode(tudo, doseq=True), FORMULARIO)

    def _pedir(self, metodo: str, caminho: str, corpo: str | bytes | None = None, tipo: str = "") -> Recebida:
        cabecalhos = {"Cookie": "; ".join(f"{nome}={valor}" for nome, valor in self.cookies.items())}
        if tipo:
            cabecalhos["Content-Type"] = tipo
        inicio = time.monotonic()
        origem = (self.de, 0) if self.de else None
        conexao = http.client.HTTPConnection("127.0.0.1", self.porta, PRAZO, source_address=origem)
        try:
            conexao.request(metodo, caminho, corpo, cabecalhos)
            recebida = Recebida(conexao.getresponse())
        finally:
            conexao.close()
        self.demorou = max(self.demorou, time.monotonic() - inicio)
        for linha in recebida.headers.get_all("Set-Cookie") or []:
            self.cookies |= {nome: valor.value for nome, valor in SimpleCookie(linha).items()}
        return recebida
