"""Entrada com e-mail ou CPF."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.http import HttpRequest

from contas import documentos
from contas.models import Usuario


class EmailOuCpf(AuthenticationBackend):
    """Procura por e-mail ou por CPF o que foi escrito no campo de entrada."""

    def _authenticate(self, _request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        escrito = str(credentials.get("email") or credentials.get("username") or "").strip()
        if not escrito:
            return None
        usuario = Usuario.objects.filter(
            Q(email=escrito.lower()) | Q(cpf=documentos.limpar(escrito) or None)
        ).first()
        achado: AbstractBaseUser | None = self._check_password(usuario, credentials["password"])
        return achado
