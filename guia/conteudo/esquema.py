"""A forma de uma entrada dos arquivos de conteúdo do Guia (`guia/dados/servicos/*.yaml`)."""

from __future__ import annotations

from typing import Any

from guia import perguntas
from protocolo.prazos.contagem import Contagem

_TEXTO = {"type": "string"}
_CHEIO = {"type": "string", "minLength": 1}
_LISTA = {"type": "array", "items": _CHEIO}
_SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 120}
_COM_NUMERO = [Contagem.CORRIDOS.value, Contagem.UTEIS.value, Contagem.HORAS.value]
_SEM_NUMERO = [Contagem.IMEDIATO.value, Contagem.SEM_PRAZO.value]

PRAZO = {
    "type": "object",
    "additionalProperties": False,
    "required": ["contagem"],
    "properties": {
        "quantidade": {"type": "integer", "minimum": 1, "maximum": 3000},
        "contagem": {"enum": _COM_NUMERO + _SEM_NUMERO},
    },
    "if": {"properties": {"contagem": {"enum": _COM_NUMERO}}},
    "then": {"required": ["quantidade"]},
    "else": {"not": {"required": ["quantidade"]}},
}

SERVICO: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "codigo",
        "slug",
        "nome",
        "assunto",
        "orgao",
        "solicitavel",
        "canais",
        "o_que_e",
        "quando_solicitar",
        "publico_alvo",
    ],
    "properties": {
        "codigo": {"type": "integer", "minimum": 1},
        "slug": _SLUG,
        "titulo": {"type": "string", "minLength": 3, "maxLength": 120},
        "nome": {"type": "string", "minLength": 3, "maxLength": 200},
        "assunto": {"type": "string", "minLength": 3, "maxLength": 120},
        "orgao": _CHEIO,
        "solicitavel": {"type": "boolean"},
        "identificacao": {"enum": ["cpf", "anonima"]},
        "anonima_desde": {"type": "string", "format": "date"},
        "anonima_por": _CHEIO,
        "sigilosa": {"type": "boolean"},
        "publica": {"type": "boolean"},
        "precisa_de_endereco": {"type": "boolean"},
        "no_aplicativo": {"type": "boolean"},
        "prazo": PRAZO,
        "custo": {"enum": ["", "gratuito", "pago", "depende", "informa"]},
        "taxas": _TEXTO,
        "canais": {"type": "array", "minItems": 1, "items": _CHEIO},
        "o_que_e": _CHEIO,
        "quando_solicitar": _CHEIO,
        "publico_alvo": _CHEIO,
        "requisitos": _TEXTO,
        "etapas": _LISTA,
        "legislacao": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["norma", "fonte"],
                "properties": {"norma": _CHEIO, "fonte": _CHEIO},
            },
        },
        "caminhos": {"type": "array", "items": _SLUG, "uniqueItems": True},
        "lugares": {"type": "array", "items": _SLUG, "uniqueItems": True},
        "observacoes": _TEXTO,
        "roteiro_perguntar": _TEXTO,
        "roteiro_dizer": _TEXTO,
        "palavras": _LISTA,
        "relatos": _LISTA,
        "perguntas": perguntas.ESQUEMA,
        "complemento_vencido": {"enum": ["encerra", "prossegue"]},
        "prova": {"type": "array", "items": {"enum": ["foto", "data", "ordem"]}, "uniqueItems": True},
        "fontes": {"type": "object", "additionalProperties": _CHEIO},
        "a_confirmar": _LISTA,
        "pedidos_por_ano": {"type": "integer", "minimum": 0},
        "regra": {
            "type": "object",
            "additionalProperties": False,
            "maxProperties": 1,
            "properties": {"atribuicao": _CHEIO, "unidade": _CHEIO},
        },
    },
}

ARQUIVO: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["tema", "servicos"],
    "properties": {"tema": _CHEIO, "servicos": {"type": "array", "items": SERVICO}},
}

ARQUIVADOS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["servicos"],
    "properties": {
        "servicos": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["tema", "assunto", "nome", "razao"],
                "properties": {
                    "tema": {"type": "string", "minLength": 1, "maxLength": 60},
                    "assunto": {"type": "string", "minLength": 1, "maxLength": 120},
                    "nome": {"type": "string", "minLength": 1, "maxLength": 200},
                    "razao": {"type": "string", "minLength": 1, "maxLength": 300},
                },
            },
        }
    },
}
"""A forma de `guia/dados/arquivados.yaml`: os nomes que a cidade não oferece mais, e por quê."""
