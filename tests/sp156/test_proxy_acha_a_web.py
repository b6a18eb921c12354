"""A web que volta com outro endereço: o nginx pergunta o nome de novo e a acha, sem ninguém o reiniciar."""

from __future__ import annotations

import socketserver
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.instalacao import esperar
from tests.servidores.no_ar import no_ar
from tests.sp156 import test_proxy
from tests.sp156.portal_no_ar import porta_livre
from tests.sp156.test_proxy import CONFIGURACAO, Proxy, configurar, da_roda, servindo

pytestmark = [pytest.mark.processo, pytest.mark.noturno, pytest.mark.timeout(90)]


class Nomes(socketserver.DatagramRequestHandler):
    """Um servidor de nomes: toda pergunta tem a resposta `endereco`, que vale um segundo."""

    endereco = "127.0.4.1"

    def handle(self) -> None:
        pergunta = self.rfile.read()
        quatro = bytes(int(parte) for parte in self.endereco.split("."))
        cabecalho = pergunta[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"
        resposta = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x01\x00\x04" + quatro
        self.wfile.write(cabecalho + pergunta[12:] + resposta)


class QuemSou(BaseHTTPRequestHandler):
    """Diz em que endereço atende."""

    def do_GET(self) -> None:  # noqa: N802 - nome que o http.server procura
        dito = self.connection.getsockname()[0].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(dito)))
        self.end_headers()
        self.wfile.write(dito)

    def log_message(self, *_dito: object) -> None:
        """Calado."""


def test_a_web_que_volta_noutro_endereco_se_acha(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (programa := da_roda()):
        pytest.skip("sem o nginx da roda: o da distribuição pode não conhecer `resolve` (1.27.3)")
    monkeypatch.setattr(test_proxy, "nginx", lambda: programa)
    porta, da_web = porta_livre(), porta_livre()
    arquivo = configurar(tmp_path, porta, da_web)
    escrito = (CONFIGURACAO / "portal.conf").read_text(encoding="utf-8").replace("web:8000", f"web:{da_web}")
    nomes = socketserver.UDPServer(("127.0.0.1", 0), Nomes)
    with no_ar(nomes):
        escrito = escrito.replace("127.0.0.11", f"127.0.0.1:{nomes.server_address[1]}")
        (tmp_path / "portal.conf").write_text(escrito, encoding="utf-8")
        proxy = Proxy(porta, da_web, tmp_path)
        with servindo(tmp_path, arquivo, porta):
            for endereco in ("127.0.4.1", "127.0.4.2"):
                Nomes.endereco = endereco
                with no_ar(HTTPServer((endereco, da_web), QuemSou)):
                    esperar(partial(_responde, proxy, endereco), 20, falta=f"achar a web em {endereco}")


def _responde(proxy: Proxy, endereco: str) -> bool:
    return proxy.pedir("/")[2] == endereco
