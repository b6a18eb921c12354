"""Quem entra nos testes com o segundo fator ligado e, se se pede, acabado de confirmar."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client, RequestFactory
from django.utils import timezone

from contas.models import Usuario

HA_TEMPO = timedelta(days=30)


def ligar(pessoa: Usuario) -> str:
    """O segredo do aplicativo, que o teste lê como o celular."""
    segredo = str(totp.generate_totp_secret())
    fator = TOTP.activate(pessoa, segredo).instance
    fator.created_at = timezone.now() - HA_TEMPO  # o ligado há pouco não abre o selo
    fator.save(update_fields=["created_at"])
    return segredo


def confirmar(navegador: Client, pessoa: Usuario, *, ate: float = 0) -> None:
    """Como se a pessoa tivesse escrito o código nesta sessão agora, ou `ate` segundos mais tarde."""
    if not Authenticator.objects.filter(user=pessoa).exists():
        ligar(pessoa)
    aplicativo = Authenticator.objects.get(user=pessoa, type=Authenticator.Type.TOTP)
    anotar_prova(navegador, pessoa, id=aplicativo.pk, type="totp", at=time.time() + ate)


def anotar_prova(navegador: Client, pessoa: Usuario, **prova: Any) -> None:
    """Põe na sessão o que o allauth lá escreve de uma prova do segundo fator."""
    pedido = RequestFactory().get("/")
    pedido.session = navegador.session
    record_authentication(pedido, pessoa, "mfa", **prova)
    pedido.session.save()
