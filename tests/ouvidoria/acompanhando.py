"""Navegadores de quem acompanha um caso: com a chave, sem ela, com a conta."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.test import Client

from contas.guardas import abrir_na_sessao
from contas.segredos import chaves
from ouvidoria.models import Anexo

if TYPE_CHECKING:
    from typing import Any

    from ouvidoria.models import Manifestacao
    from protocolo.models import Caso


def com_chave(caso: Caso, cliente: Client | None = None) -> Client:
    """O navegador passa a ter a chave do caso.

    A quem ainda não tem sessão dá-se a que o link dos avisos deixaria; quem tem, abre o link.
    """
    navegador = cliente or Client()
    if settings.SESSION_COOKIE_NAME in navegador.cookies:
        navegador.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
        return navegador
    pedido = HttpRequest()
    pedido.user, pedido.session = AnonymousUser(), SessionStore()
    abrir_na_sessao(pedido, caso.protocolo)
    pedido.session.save()
    navegador.cookies[settings.SESSION_COOKIE_NAME] = str(pedido.session.session_key)
    return navegador


def pagina(caso: Caso, resto: str = "") -> str:
    return f"/acompanhar/{caso.protocolo}/{resto}"


def texto(resposta: Any) -> str:
    """O que se lê na página, sem marcas."""
    principal = BeautifulSoup(resposta.content, "lxml").main
    assert principal
    return " ".join(principal.get_text(" ").split())


def anexo(caso: Manifestacao, marca: str = "0", **campos: Any) -> Anexo:
    nome = default_storage.save("anexos/teste.jpg", ContentFile(b"foto"))
    valores = {"ordem": 1, "arquivo": nome, "miniatura": nome, "nome": "f.jpg", "papel": "interessado"}
    return Anexo.objects.create(caso=caso, sha256=marca * 64, **{**valores, **campos})
