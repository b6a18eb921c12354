"""Entrar no portal sem passar pela senha: uma página do navegador com a pessoa já dentro."""

from collections.abc import Callable
from typing import Any, Protocol

from django.test import Client
from playwright.sync_api import BrowserContext, Page

from contas.models import Usuario


class Entrar(Protocol):
    """A fixture `entrar`: cada chamada é um contexto novo do navegador, com as suas opções."""

    def __call__(self, quem: Usuario, **opcoes: Any) -> Page:
        """Uma página em que esta pessoa já entrou."""


def quem_entra(new_context: Callable[..., BrowserContext], base_url: str) -> Entrar:
    """O que a fixture devolve."""

    def entrar(quem: Usuario, **opcoes: Any) -> Page:
        cliente = Client()
        cliente.force_login(quem)
        contexto = new_context(**opcoes)
        sessao = cliente.cookies["sessionid"].value
        contexto.add_cookies([{"name": "sessionid", "value": sessao, "url": base_url}])
        return contexto.new_page()

    return entrar
