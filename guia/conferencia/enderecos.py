"""Abrir um endereço oficial e dizer se ele ainda serve: só a resposta, nunca o conteúdo."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    UnknownHandler,
)

PRAZO = 15
"""Segundos para conectar, e para cada resposta."""
CABECALHOS = {"User-Agent": "SP156 (confere os enderecos do Guia)", "Accept": "text/html,*/*;q=0.1"}
SUMIU = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True)
class Resposta:
    """O que se soube do endereço. `serve` vazio: nada se concluiu, e fica como estava."""

    serve: bool | None
    detalhe: str


def abrir(url: str) -> Resposta:
    """Abre o endereço e segue os redirecionamentos, sem nunca sair de https.

    Só o que diz que sumiu (404, 410) não serve: servidor fora do ar, recusa a programas e falta de rede
    não provam nada.
    """
    try:
        with _abridor().open(Request(url, headers=CABECALHOS), timeout=PRAZO) as resposta:  # noqa: S310  só https
            final: str = resposta.url
    except HTTPError as erro:
        with erro:
            return Resposta(False if erro.code in SUMIU else None, f"respondeu {erro.code}")
    except (URLError, OSError, http.client.HTTPException, ValueError) as erro:
        return Resposta(None, f"não abriu: {getattr(erro, 'reason', None) or erro}")
    mudou = urlsplit(final).hostname != urlsplit(url).hostname
    return Resposta(True, f"leva a {final}" if mudou else "")


class _SemSairDeHttps(HTTPRedirectHandler):
    """Um redirecionamento para http ou para outro esquema não se segue."""

    def redirect_request(self, *pedido: Any) -> Any:
        destino = pedido[-1]
        if urlsplit(destino).scheme != "https":
            raise URLError(f"redireciona para {destino}, que não é https")
        return super().redirect_request(*pedido)


def _abridor() -> OpenerDirector:
    """Um abridor que só conhece https, não o que está em variáveis de ambiente nem em arquivo."""
    abridor = OpenerDirector()
    for tratador in (
        HTTPSHandler(),
        _SemSairDeHttps(),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
        UnknownHandler(),
    ):
        abridor.add_handler(tratador)
    return abridor
