"""O que o Django faz a cada teste e nenhum teste olha, feito mais barato."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.template import Context, Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import URLResolver
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString

from contas.models import Usuario
from tests.referencia import gravar_linha

_pelo_django = Client.force_login
_pelas_rotas = URLResolver._reverse_with_prefix  # type: ignore[attr-defined]
DITOS_IGUAIS = (int, str, SafeString)
"""Os valores de que dois iguais dão sempre o mesmo endereço."""


def ja_dentro(navegador: Client, quem: Usuario, backend: str | None = None) -> None:
    """O que `Client.force_login` deixa no banco, em duas consultas e não em onze.

    Quem já tinha uma sessão (um rascunho, a chave de um pedido) segue o caminho do Django, que a mantém.
    """
    if settings.SESSION_COOKIE_NAME in navegador.cookies:
        _pelo_django(navegador, quem, backend)
        return
    dentro = {
        SESSION_KEY: str(quem.pk),
        BACKEND_SESSION_KEY: backend or settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: quem.get_session_auth_hash(),
    }
    navegador.cookies[settings.SESSION_COOKIE_NAME] = gravar_sessao(dentro)
    quem.last_login = timezone.now()
    Usuario.objects.filter(pk=quem.pk).update(last_login=quem.last_login)


def gravar_sessao(dentro: dict[str, Any]) -> str:
    """A chave de uma sessão nova com isto dentro, numa ida ao banco."""
    sessao, chave = SessionStore(), get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
    gravar_linha(
        Session(session_key=chave, session_data=sessao.encode(dentro), expire_date=sessao.get_expiry_date())
    )
    return chave


def anotar_so_a_pagina(modelo: Template, contexto: Context) -> SafeString:
    """`response.context` é o da página; as dezenas de pedaços que ela inclui não se anotam, nem se copiam."""
    if contexto.template is modelo:
        template_rendered.send(sender=modelo, template=modelo, context=contexto)
    return modelo.nodelist.render(contexto)


@lru_cache(maxsize=4096)
def _ja_escrito(rotas: URLResolver, nome: Any, prefixo: str, ditos: tuple[Any, ...]) -> str:
    args, kwargs = [v for k, v in ditos if k is None], {k: v for k, v in ditos if k is not None}
    return str(_pelas_rotas(rotas, nome, prefixo, *args, **kwargs))


def endereco_uma_vez(rotas: URLResolver, nome: Any, _prefix: str, /, *args: Any, **kwargs: Any) -> str:
    """O que `reverse` acha nas rotas, que uma página pede dezenas de vezes e é sempre o mesmo."""
    ditos = (*((None, valor) for valor in args), *kwargs.items())
    if all(type(valor) in DITOS_IGUAIS for _, valor in ditos):
        return _ja_escrito(rotas, nome, _prefix, ditos)
    return str(_pelas_rotas(rotas, nome, _prefix, *args, **kwargs))
