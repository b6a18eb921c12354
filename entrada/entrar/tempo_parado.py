"""Há quanto tempo quem entrou não usa o portal: parado demais, entra de novo.

A hora fica na sessão e só se grava de cinco em cinco minutos (um doze avos do limite): uma escrita a cada
página custaria mais do que a página.
"""

from __future__ import annotations

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from contas.models import Usuario

VISTO = "visto_em"
SOZINHO = "Pedido-Sozinho"
"""O cabeçalho do que uma página aberta pergunta de vez em quando, sem que a pessoa faça nada."""
FRACAO = 12


def comecar(request: HttpRequest) -> None:
    """A pessoa acaba de entrar."""
    request.session[VISTO] = time.time()


def continua(request: HttpRequest, pessoa: Usuario) -> bool:
    """A pessoa usou o portal dentro do limite? Se sim, e se foi ela que pediu, o tempo dela recomeça."""
    limite = settings.INATIVIDADE_MINUTOS * 60
    if not limite:
        return True
    agora = time.time()
    entrou_em = pessoa.last_login.timestamp() if pessoa.last_login else agora
    parado = agora - float(request.session.get(VISTO, entrou_em))
    if SOZINHO not in request.headers and limite / FRACAO < parado <= limite:
        request.session[VISTO] = agora
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=timezone.now()
        )
    return parado <= limite
