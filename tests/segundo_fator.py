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


def confirmar(navegador: Client, pessoa: Usuario, *, ate: float = 0) -> None:
    """Como se a pessoa tivesse escrito o código nesta sessão agora, ou `ate` segundos mais tarde."""
    if not Authenticator.objects.filter(user=pessoa).exists():
        ligar(pessoa)
    pedido = RequestFactory().get("/")
    pedido.session = navegador.session
    record_authentication(pedido, pessoa, "mfa", type="totp", at=time.time() + ate)
    pedido.session.save()
