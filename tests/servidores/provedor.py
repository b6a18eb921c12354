"""Um servidor HTTP que faz de provedor de SMS, de WhatsApp e de push, e se comporta mal quando se pede."""

from __future__ import annotations

import base64
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.servidores.no_ar import no_ar as servindo

SEGREDO_DO_NAVEGADOR = b"0123456789abcdef"
SEGREDO = "segredo-dos-recibos-com-mais-de-32-letras"


@dataclass
class Chegou:
    """Um pedido recebido."""

    caminho: str
    cabecalhos: dict[str, str]
    corpo: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.corpo)


@dataclass
class Provedor:
    """`codigo` e `resposta` valem para todos; `demora`, em segundos; `ao_receber` roda antes de responder.

    Sem `guardar`, esquece o que recebeu.
    """

    codigo: int = 200
    resposta: bytes = b'{"id": "p-1"}'
    demora: float = 0.0
    cortar: bool = False
    guardar: bool = True
    cabecalhos: dict[str, str] = field(default_factory=dict)
    ao_receber: Callable[[Chegou], None] | None = None
    pedidos: list[Chegou] = field(default_factory=list)
    url: str = ""

    def atender(self, pedido: BaseHTTPRequestHandler) -> None:
        corpo = pedido.rfile.read(int(pedido.headers.get("Content-Length", 0)))
        chegou = Chegou(pedido.path, dict(pedido.headers), corpo)
        if self.guardar:
            self.pedidos.append(chegou)
        if self.ao_receber:
            self.ao_receber(chegou)
        time.sleep(self.demora)
        if self.cortar:
            pedido.connection.close()
            return
        with contextlib.suppress(OSError):  # quem pediu pode já ter desistido
            pedido.send_response(self.codigo)
            for nome, valor in self.cabecalhos.items():
                pedido.send_header(nome, valor)
            pedido.send_header("Content-Length", str(len(self.resposta)))
            pedido.end_headers()
            pedido.wfile.write(self.resposta)

    @classmethod
    @contextlib.contextmanager
    def no_ar(cls) -> Iterator[Provedor]:
        provedor = cls()

        class Atende(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:  # noqa: N802 - nome que o http.server procura
                provedor.atender(self)

            def log_message(self, *_args: Any) -> None:
                """Calado."""

            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError):  # a conexão cortada de propósito
                    super().handle()

        servidor = ThreadingHTTPServer(("127.0.0.1", 0), Atende)
        servidor.daemon_threads = True
        provedor.url = f"http://127.0.0.1:{servidor.server_address[1]}"
        with servindo(servidor):
            yield provedor


def em_base64(dados: bytes) -> str:
    return base64.urlsafe_b64encode(dados).rstrip(b"=").decode()


@cache
def _do_navegador(_url: str, _qual: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def inscricao(url: str, qual: str = "um") -> tuple[ec.EllipticCurvePrivateKey, dict[str, str]]:
    """A chave que só o navegador tem, e o que ele diz ao servidor ao aceitar os avisos: sempre o mesmo."""
    chave = _do_navegador(url, qual)
    ponto = chave.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    dito = {
        "endpoint": f"{url}/wpush/{qual}",
        "p256dh": em_base64(ponto),
        "auth": em_base64(SEGREDO_DO_NAVEGADOR),
    }
    return chave, dito


def canais(url: str, *quais: str) -> dict[str, dict[str, str]]:
    """`settings.CANAIS` com estes ligados a este servidor."""
    todos = {
        "sms": {"url": url, "chave": "chave-sms", "remetente": "SP156", "custo": "0.05", "contas_novas": "9"},
        "whatsapp": {
            "url": url,
            "numero": "5511",
            "chave": "chave-wa",
            "segredo": "segredo-wa",
            "verificacao": "verifica-wa",
            "modelo": "novidade",
            "custo": "0.02",
        },
        "push": {
            "chave": em_base64(bytes(31) + b"\x01"),
            "contato": "mailto:sp156@exemplo.invalid",
            "hosts": "127.0.0.1 push.services.mozilla.com",
        },
    }
    return {qual: todos[qual] for qual in quais}
