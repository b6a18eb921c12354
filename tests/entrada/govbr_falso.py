"""Um gov.br de mentira, em HTTP de verdade, que responde o certo ou o estrago que o teste pedir."""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from jwt.algorithms import RSAAlgorithm
from pytest_django import Settings

from sp156.configuracao import govbr
from tests.servidores.no_ar import no_ar as servindo

CLIENTE, SEGREDO = "sp156", "segredo-do-sp156"
CPF = "52998224725"
VOLTA = "/conta/govbr/volta/"


@functools.cache
def uma_chave() -> rsa.RSAPrivateKey:
    """A dele, a mesma em todos os testes: fazê-la custa mais do que cada um prova."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Falso:
    """O que se vai responder em `/token`, e o que se pediu."""

    def __init__(self) -> None:
        self.chave = uma_chave()
        self.porta = 0
        self.pedidos: list[tuple[str, dict[str, str]]] = []
        self.recomecar()

    def recomecar(self) -> None:
        """De novo tudo certo."""
        self.ditos: dict[str, Any] = {}
        self.nonce = ""
        self.chave_de_assinar: Any = self.chave
        self.alg = "RS256"
        self.no_token: Any = None
        self.situacao = 200
        self.corta = False

    @property
    def emissor(self) -> str:
        return f"http://127.0.0.1:{self.porta}/"

    def id_token(self) -> str:
        agora = int(time.time())
        dito = {
            "iss": self.emissor,
            "aud": CLIENTE,
            "sub": CPF,
            "iat": agora,
            "exp": agora + 60,
            "nonce": self.nonce,
            "name": "Maria do gov.br",
            "email": "maria@exemplo.invalid",
            "email_verified": "true",
            "reliability_info": {"level": "gold"},
        } | self.ditos
        dito = {nome: valor for nome, valor in dito.items() if valor is not None}
        return jwt.encode(dito, self.chave_de_assinar, algorithm=self.alg, headers={"kid": "uma"})

    def chaves(self) -> dict[str, Any]:
        publica = json.loads(RSAAlgorithm.to_jwk(self.chave.public_key()))
        return {"keys": [publica | {"kid": "uma", "use": "sig", "alg": "RS256"}]}

    @classmethod
    @contextlib.contextmanager
    def no_ar(cls) -> Iterator[Falso]:
        falso = cls()
        servidor = ThreadingHTTPServer(("127.0.0.1", 0), _respondedor(falso))
        falso.porta = servidor.server_address[1]
        with servindo(servidor):
            yield falso


def _respondedor(falso: Falso) -> type[BaseHTTPRequestHandler]:
    class Respondedor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._responder(json.dumps(falso.chaves()))

        def do_POST(self) -> None:
            corpo = self.rfile.read(int(self.headers["Content-Length"])).decode()
            campos = {nome: valores[0] for nome, valores in parse_qs(corpo).items()}
            falso.pedidos.append((self.headers.get("Authorization", ""), campos))
            if falso.corta:
                self.connection.close()
                return
            certo = {
                "access_token": "a",
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": falso.id_token(),
            }
            self._responder(json.dumps(certo) if falso.no_token is None else falso.no_token)

        def _responder(self, corpo: str) -> None:
            self.send_response(falso.situacao)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(corpo.encode())

        def log_message(self, *_: Any) -> None:
            """Nada na saída dos testes."""

    return Respondedor


def ligar(settings: Settings, emissor: str) -> None:
    """O portal fala com este gov.br."""
    sem = dict.fromkeys(("autorizacao", "token", "chaves", "saida"), "")
    settings.SOCIALACCOUNT_PROVIDERS = govbr(cliente=CLIENTE, segredo=SEGREDO, emissor=emissor, enderecos=sem)


def partir(client: Client, volta: str = "", consulta: str = "") -> dict[str, str]:
    """Vai ao gov.br; devolve o que se lhe pediu."""
    resposta = client.post(f"/conta/govbr/{consulta}", {"next": volta} if volta else {})
    assert resposta.status_code == 302, resposta.content
    return {nome: valores[0] for nome, valores in parse_qs(urlsplit(resposta["Location"]).query).items()}


def entrar(client: Client, falso: Falso, volta: str = "", **ditos: Any) -> Any:
    """Vai ao gov.br e volta, com o que ele diz de quem entrou."""
    falso.ditos = ditos
    pedido = partir(client, volta)
    falso.nonce = pedido["nonce"]
    return client.get(VOLTA, {"code": "abc", "state": pedido["state"]})


def desafio_de(verificador: str) -> str:
    """O desafio do PKCE (S256)."""
    resumo = hashlib.sha256(verificador.encode()).digest()
    return base64.urlsafe_b64encode(resumo).rstrip(b"=").decode()
