"""Quem entra nos testes com o segundo fator ligado e, se se pede, acabado de confirmar."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client, RequestFactory

from contas.models import Usuario


def ligar(pessoa: Usuario) -> str:
    """O segredo do aplicativo, que o teste lê como o celular."""
    segredo = str(totp.generate_totp_secret())
    TOTP.activate(pessoa, segredo)
    return segredo


def codigo(segredo: str) -> str:
    """O que o aplicativo mostra agora."""
    agora = int(time.time()) // 30
    return str(totp.format_hotp_value(totp.hotp_value(segredo, agora)))


def confirmar(navegador: Client, pessoa: Usuario) -> None:
    """Como se a pessoa tivesse acabado de escrever o código nesta sessão."""
    if not Authenticator.objects.filter(user=pessoa).exists():
        ligar(pessoa)
    pedido = RequestFactory().get("/")
    pedido.session = navegador.session
    record_authentication(pedido, pessoa, "mfa", type="totp")
    pedido.session.save()
