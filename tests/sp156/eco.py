"""Um WSGI que diz o que recebeu, servido pela mesma entrada do portal: sobe em um segundo, sem banco."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sp156.web import entrada
from sp156.web.threads import Prazos

entrada.CARENCIA = 2.0  # o corte de quem é lento, sem fazer o teste esperar
PARTES, PARTE = 48, b"0123456789abcdef" * 4096
DITOS = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "CONTENT_LENGTH", "wsgi.url_scheme")


SOLTAR = "ECO_SOLTAR"
"""No ambiente: o arquivo que, quando existe, solta quem está preso."""
AOS_POUCOS, PAUSA = 5, 0.4


def preso() -> Iterator[bytes]:
    while not Path(os.environ[SOLTAR]).exists():
        time.sleep(0.05)
    yield b"solto"


def aos_poucos() -> Iterator[bytes]:
    for _ in range(AOS_POUCOS):
        time.sleep(PAUSA)
        yield b"um pouco "


def eco(pedido: dict[str, Any], comecar: Callable[..., None]) -> Iterator[bytes]:
    """`/grande` diz 3 MB; `/arquivo`, este; `/falha` quebra; `/preso…` não acaba; o resto, o que chega.

    `/servicos/…` diz a hora e, sem "sem" no nome, que serve a todos por um segundo.
    """
    caminho = pedido["PATH_INFO"]
    if caminho.startswith("/preso"):
        solto = list(preso())
        comecar("200 OK", [("Content-Type", "text/plain")])
        return iter(solto)
    if caminho in {"/aos-poucos", "/para-no-meio"}:
        comecar("200 OK", [("Content-Type", "text/plain")])
        return preso() if caminho == "/para-no-meio" else aos_poucos()
    if caminho == "/falha":
        raise RuntimeError("quebrou")
    if caminho in {"/grande", "/transparencia/dados/grande.csv"}:
        comecar("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(PARTES * len(PARTE)))])
        return (PARTE for _ in range(PARTES))
    if caminho == "/arquivo":
        comecar("200 OK", [("Content-Type", "text/plain")])
        mandado: Iterator[bytes] = pedido["wsgi.file_wrapper"](Path(__file__).open("rb"), 8192)  # noqa: SIM115 - a entrada o fecha
        return mandado
    if caminho.startswith("/servicos/"):
        guardar = [("X-Accel-Expires", "1")] * ("sem" not in caminho)
        comecar("200 OK", [("Content-Type", "text/plain"), ("Vary", "HX-Request"), *guardar])
        return iter([str(time.monotonic_ns()).encode()])
    dito = {nome: pedido.get(nome, "") for nome in DITOS}
    dito |= {nome: valor for nome, valor in pedido.items() if nome.startswith("HTTP_")}
    comecar("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return iter(
        [json.dumps({**dito, "corpo": len(pedido["wsgi.input"].read()), "pid": os.getpid()}).encode()]
    )


aplicacao = entrada.Entrada(eco)
apressada = entrada.Entrada(
    eco, prazos=Prazos(pedido=1.0, resposta=3.0, perdidas=1.0, refazer=2.0, despedida=6.0)
)
