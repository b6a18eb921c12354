"""Pedir por HTTP a um provedor: com prazo, sem seguir para outro endereço, e com a resposta curta."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import urllib3

PRAZO = urllib3.Timeout(connect=3, read=10)
MAIOR_RESPOSTA = 64 * 1024
FORA_DO_AR = 500
ACEITOU = range(200, 300)
"""O que manda ir a outro lugar não aceitou nada, e não se segue."""
MUITOS = 429
CONEXOES = urllib3.PoolManager(num_pools=20, maxsize=16, retries=False, timeout=PRAZO)


def postar(url: str, corpo: bytes, cabecalhos: Mapping[str, str]) -> tuple[int, bytes]:
    """O código e o começo da resposta. Levanta `urllib3.exceptions.HTTPError` se não houve resposta."""
    resposta = CONEXOES.request(
        "POST", url, body=corpo, headers=dict(cabecalhos), redirect=False, preload_content=False
    )
    lido = resposta.read(MAIOR_RESPOSTA)
    resposta.drain_conn() if len(lido) < MAIOR_RESPOSTA else resposta.close()
    resposta.release_conn()
    return resposta.status, lido


def postar_json(url: str, dados: Mapping[str, Any], cabecalhos: Mapping[str, str]) -> tuple[int, Any]:
    """O código e o JSON da resposta, ou um vazio quando não é JSON."""
    codigo, lido = postar(url, json.dumps(dados).encode(), {"Content-Type": "application/json", **cabecalhos})
    try:
        dito = json.loads(lido)
    except ValueError:
        dito = {}
    return codigo, dito if isinstance(dito, dict) else {}


def passageiro(codigo: int) -> bool:
    """O provedor está cheio ou fora do ar: vale tentar de novo."""
    return codigo == MUITOS or codigo >= FORA_DO_AR
