"""Há quanto tempo quem entrou não usa o portal: parado demais, entra de novo (em `conta_mantida`, 30 dias).

A hora fica na sessão e só se grava de cinco em cinco minutos (um doze avos do limite): uma escrita a cada
página custaria mais do que a página.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from contas import aparelhos
from contas.models import Usuario
from entrada.entrar import conta_mantida

VISTO = "visto_em"
SOZINHO = "Pedido-Sozinho"
"""O cabeçalho do que uma página aberta pergunta de vez em quando, sem que a pessoa faça nada."""
FRACAO = 12


def comecar(request: HttpRequest) -> None:
    """A pessoa acaba de entrar."""
    request.session[VISTO] = time.time()


def mantida_ate(chave: str) -> datetime | None:
    """Até quando fica aberta, sem uso, a sessão mantida que tem esta chave; None se acaba como as outras."""
    sessao = aparelhos.sessao(chave)
    if conta_mantida.MANTIDA not in sessao:
        return None
    return datetime.fromtimestamp(float(sessao[VISTO]) + conta_mantida.SEGUNDOS, tz=UTC)


def continua(request: HttpRequest, pessoa: Usuario) -> bool:
    """A pessoa usou o portal dentro do limite? Se sim, e se foi ela que pediu, o tempo dela recomeça.

    Quem passou a trabalhar no SP156, ou tornou de todos o aparelho, tem outra vez o limite de todos.
    """
    de_todos = settings.INATIVIDADE_MINUTOS * 60
    limite = conta_mantida.SEGUNDOS if conta_mantida.mantida(request) else de_todos
    if not limite:
        return True
    agora = time.time()
    entrou_em = pessoa.last_login.timestamp() if pessoa.last_login else agora
    parado = agora - float(request.session.get(VISTO, entrou_em))
    if parado <= (de_todos or limite) / FRACAO:
        return True
    if conta_mantida.mantida(request) and not conta_mantida.pode(request, pessoa):
        conta_mantida.soltar(request)
        limite = de_todos or limite
    if SOZINHO not in request.headers and parado <= limite:
        request.session[VISTO] = agora
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=timezone.now()
        )
    return parado <= limite
