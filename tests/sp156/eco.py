"""Um WSGI que diz o que recebeu, servido pela mesma entrada do portal: sobe em um segundo, sem banco."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sp156.web import entrada

entrada.CARENCIA = 2.0  # o corte de quem é lento, sem fazer o teste esperar
PARTES, PARTE = 48, b"0123456789abcdef" * 4096
DITOS = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "CONTENT_LENGTH", "wsgi.url_scheme")


def eco(pedido: dict[str, Any], comecar: Callable[..., None]) -> Iterator[bytes]:
    """`/grande` responde 3 MB; `/falha` quebra; o resto, o que recebeu, em JSON."""
    if pedido["PATH_INFO"] == "/falha":
        raise RuntimeError("quebrou")
    if pedido["PATH_INFO"] == "/grande":
        comecar("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(PARTES * len(PARTE)))])
        return (PARTE for _ in range(PARTES))
    dito = {nome: pedido.get(nome, "") for nome in DITOS}
    dito |= {nome: valor for nome, valor in pedido.items() if nome.startswith("HTTP_")}
    comecar("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return iter([json.dumps({**dito, "corpo": len(pedido["wsgi.input"].read())}).encode()])


aplicacao = entrada.Entrada(eco)
