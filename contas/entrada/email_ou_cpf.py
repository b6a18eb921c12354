"""Entrar com e-mail ou CPF e senha, e quem está na sessão: o backend de autenticação do Django."""

from __future__ import annotations

from typing import Any, override

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, Q
from django.http import HttpRequest
from django.utils import timezone

from contas import cpf_e_cnpj
from contas.models import ExigenciaDeSegundoFator, Usuario


class EmailOuCpf(AuthenticationBackend):
    """Procura por e-mail ou por CPF o que foi escrito no campo de entrada."""

    def _authenticate(self, _request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        escrito = escrito_em(credentials)
        if not escrito:
            return None
        achado: AbstractBaseUser | None = self._check_password(conta_de(escrito), credentials["password"])
        return achado

    @override
    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """Quem está na sessão, já com a resposta a "a cidade exige segundo fator de alguém?"."""
        exigencias = ExigenciaDeSegundoFator.objects.em_vigor(timezone.localdate())
        usuario = Usuario.objects.annotate(ha_exigencia=Exists(exigencias)).filter(pk=user_id).first()
        return usuario if self.user_can_authenticate(usuario) else None


def escrito_em(credenciais: dict[str, Any]) -> str:
    """O que a pessoa escreveu no campo de entrada."""
    return str(credenciais.get("email") or credenciais.get("username") or "").strip()


def conta_de(escrito: str) -> Usuario | None:
    """A conta com este e-mail ou CPF."""
    return Usuario.objects.filter(
        Q(email=escrito.lower()) | Q(cpf=cpf_e_cnpj.limpar(escrito) or None)
    ).first()
