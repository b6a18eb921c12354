"""Quem trabalha na mesa, e o que os testes dela repetem."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from contas.autor import Autor
from ouvidoria.models import Manifestacao
from tests.ouvidoria import elenco


def entrar(client: Client, nome: str = "Olga Ouvidora") -> Autor:
    """Alguém da Ouvidoria, já dentro."""
    por = elenco.ogm(nome)
    assert por.usuario
    client.force_login(por.usuario)
    return por


def endereco(caso: Manifestacao, ato: str = "") -> str:
    return f"/mesa/{caso.protocolo}/{ato}/" if ato else f"/mesa/{caso.protocolo}/"


def sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def texto(resposta: Any) -> str:
    principal = sopa(resposta).select_one("main")
    assert principal
    return " ".join(principal.get_text(" ").split())


def nos_campos(pagina: BeautifulSoup) -> dict[str, Any]:
    """O que o navegador mandaria do formulário da página, com os valores repetidos em lista."""
    campos: dict[str, Any] = {}
    for campo in pagina.select("main form [name]"):
        valor = campo.get("value", "") if campo.name == "input" else campo.get_text()
        campos.setdefault(str(campo["name"]), []).append(valor)
    return campos
