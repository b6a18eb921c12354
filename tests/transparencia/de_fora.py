"""Um sistema de fora que fala Open311: a chave dele, o que manda e como lê o que volta."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.test import Client
from jsonschema import Draft202012Validator
from lxml.etree import fromstring

from guia.models import Servico
from tests.solicitacoes import pedindo
from transparencia.models import Parceiro
from transparencia.open311.acoes import dar_chave
from transparencia.open311.documento import openapi
from transparencia.open311.formato import Formato

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

RAIZ = "/open311/v2"
BURACO = {
    "service_code": "tapa-buraco",
    "address_string": "Rua Líbero Badaró, 425",
    "attribute[tamanho]": "pequeno",
    "description": "Buraco em frente ao ponto de ônibus.",
}


def parceiro(nome: str = "Aplicativo de fora", **campos: Any) -> tuple[Parceiro, str]:
    """Um parceiro e uma chave dele."""
    quem, _ = Parceiro.objects.get_or_create(nome=nome, defaults={"contato": "api@exemplo.invalid", **campos})
    return quem, dar_chave(parceiro=quem, por=None)


def servico(**versao: Any) -> Servico:
    """O tapa-buraco, público e sem identificação, no território mínimo."""
    return pedindo.territorio(**{"publica": True, "identificacao": "anonima", **versao})


def mandar(chave: str, *, formato: Any = "json", cabecalhos: Any = None, **muda: Any) -> Resposta:
    """Um POST com o buraco; em `muda`, o que se manda a mais, ou None para tirar (`tamanho` é o atributo)."""
    dito = {**BURACO, **{{"tamanho": "attribute[tamanho]"}.get(n, n): v for n, v in muda.items()}}
    dados = {"api_key": chave, **{nome: valor for nome, valor in dito.items() if valor is not None}}
    return Client().post(f"{RAIZ}/requests.{formato}", dados, headers=cabecalhos or {})


def conferir(resposta: Any, caminho: str) -> Any:
    """O corpo lido, no formato que o endereço pede: XML bem formado com a raiz certa, ou JSON."""
    formato = Formato.JSON if caminho.partition("?")[0].endswith(".json") else Formato.XML
    assert resposta.headers["Content-Type"] == formato.tipo, (caminho, resposta.status_code)
    if formato == Formato.JSON:
        dito = json.loads(resposta.getvalue())
        assert resposta.status_code < 400 or conforme(dito, "Errors")
        return dito
    assert resposta.getvalue().startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    elemento = fromstring(resposta.getvalue())
    assert not elemento.attrib
    assert "}" not in elemento.tag
    assert (elemento.tag == "errors") == (resposta.status_code >= 400)
    return elemento


def conforme(dito: Any, esquema: str) -> bool:
    """Se o JSON tem a forma que a descrição OpenAPI promete; senão, levanta com o lugar."""
    Draft202012Validator({"$ref": f"#/components/schemas/{esquema}", **openapi()}).validate(dito)
    return True
