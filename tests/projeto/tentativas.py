"""Muitas pessoas pedem o mesmo endereço, cada uma sobre o mundo como nasceu, ao menor custo."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.core.cache import cache
from django.template import loader
from django.test import Client

from tests.bancos import desfeito
from tests.projeto.papeis_de_acesso import R


def igual(navegador: Client) -> Client:
    """Outro navegador com os mesmos cookies: o que ele ganhar ou perder fica com ele."""
    outro = Client()
    outro.handler = navegador.handler
    outro.cookies = copy.deepcopy(navegador.cookies)
    return outro


@contextmanager
def cada_pagina_uma_vez(desenhadas: set[str]) -> Iterator[None]:
    """A página se desenha a quem a recebe primeiro; dos outros, basta saber que a receberiam."""
    desenhar = loader.render_to_string

    def desenhar_uma_vez(modelo: str, *resto: Any, **opcoes: Any) -> str:
        if modelo in desenhadas:
            return ""
        desenhadas.add(modelo)
        return desenhar(modelo, *resto, **opcoes)

    with pytest.MonkeyPatch.context() as troca:
        troca.setattr(loader, "render_to_string", desenhar_uma_vez)
        yield


@contextmanager
def tentativa(navegador: Client, *, so_le: bool = False) -> Iterator[Client]:
    """O mesmo navegador, sobre o mundo como nasceu: o que se faz aqui não chega à tentativa seguinte.

    Quem `so_le` não o muda, e não paga para o desfazer: o teste, no fim, desfaz tudo.
    """
    cache.clear()
    with nullcontext() if so_le else desfeito():
        yield igual(navegador)


def classificar(resposta: Any) -> R:
    """O que a resposta diz do acesso: 409 e 422 já passaram pela guarda."""
    destino = resposta.headers.get("Location", "")
    if resposta.status_code in (301, 302, 303) and destino.startswith(("/conta/login/", "/admin/login/")):
        return R.ENTRAR
    return {403: R.NEGADO, 404: R.SUMIU, 405: R.METODO}.get(resposta.status_code, R.PODE)
