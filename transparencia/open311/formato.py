"""O que se responde, em XML e em JSON: um dicionário ou uma lista deles, sem atributos nem espaço de nomes.

Em XML uma lista é um elemento com um filho por linha; em JSON, a lista só, também quando tem uma linha.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

DE_CADA = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
}
"""O nome do elemento de cada linha de uma lista."""
NAO_CABE_EM_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Formato(StrEnum):
    """O fim do endereço diz o formato."""

    XML = "xml"
    JSON = "json"

    @property
    def tipo(self) -> str:
        return "application/json; charset=utf-8" if self == Formato.JSON else "text/xml; charset=utf-8"


def do_caminho(caminho: str) -> Formato:
    """O formato em que se responde a um endereço, também ao que não existe: XML, se não pede JSON."""
    return Formato.JSON if caminho.endswith(".json") else Formato.XML


def responder(
    raiz: str, dito: Mapping[str, Any] | Sequence[Any], formato: Formato, *, situacao: int = HTTPStatus.OK
) -> HttpResponse:
    """A resposta com `dito`, que em XML fica dentro de `raiz`."""
    corpo = json.dumps(dito, ensure_ascii=False).encode() if formato == Formato.JSON else em_xml(raiz, dito)
    return HttpResponse(corpo, status=situacao, content_type=formato.tipo)


def erro(situacao: int, frase: str, formato: Formato) -> HttpResponse:
    """Um erro, sempre numa lista: o código é o da situação HTTP."""
    ditos = [{"code": str(situacao), "description": frase}]
    return responder("errors", ditos, formato, situacao=situacao)


def em_xml(raiz: str, dito: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """O documento, com a declaração."""
    elemento = Element(raiz)
    _preencher(elemento, dito)
    escrito: bytes = tostring(elemento, encoding="utf-8", short_empty_elements=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + escrito


def _preencher(elemento: Element, valor: Any) -> None:
    if isinstance(valor, Mapping):
        for nome, dentro in valor.items():
            _preencher(SubElement(elemento, nome), dentro)
    elif isinstance(valor, list | tuple):
        for um in valor:
            _preencher(SubElement(elemento, DE_CADA[elemento.tag]), um)
    elif isinstance(valor, bool):
        elemento.text = "true" if valor else "false"
    elif valor is not None:
        elemento.text = NAO_CABE_EM_XML.sub("", str(valor))
