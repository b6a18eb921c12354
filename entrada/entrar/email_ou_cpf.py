"""Entrar com e-mail, CPF ou celular provado, e quem está na sessão: o backend de autenticação do Django."""

from __future__ import annotations

import re
from typing import Any, override

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, Q
from django.http import HttpRequest
from django.utils import timezone
from stdnum.br import cpf

from contas import cpf_e_cnpj
from contas.models import ExigenciaDeSegundoFator, Usuario

DE_CELULAR = "+55"
"""Como se guarda o que se escreveu, quando é um celular: o CPF também tem onze números."""
NENHUM = "-"
"""O que nenhuma conta tem: procurar por nulo acharia as que não têm CPF, ou celular."""
COM_DDD_E_NOVE = 11
TELEFONE = re.compile(r"[(+]|^0|^\d{2} ?9\d{4}[- ]")
"""Escreveu-se como se escreve um telefone."""


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
        return usuario if usuario and self.user_can_authenticate(usuario) else None


def escrito_em(credenciais: dict[str, Any]) -> str:
    """O que a pessoa escreveu no campo de entrada."""
    return str(credenciais.get("email") or credenciais.get("username") or "").strip()


def conta_de(escrito: str) -> Usuario | None:
    """A conta com este e-mail, CPF ou celular."""
    celular = escrito.removeprefix(DE_CELULAR) if e_celular(escrito) else NENHUM
    return Usuario.objects.filter(
        Q(email=escrito.lower()) | Q(cpf=cpf_e_cnpj.limpar(escrito) or NENHUM) | Q(celular=celular)
    ).first()


def e_celular(limpo: str) -> bool:
    """O que `limpar_escrito` deixou é um celular?"""
    return limpo.startswith(DE_CELULAR)


def limpar_escrito(escrito: str) -> str:
    """O CPF, ou o celular, num jeito só; o e-mail, como veio.

    Um celular também tem onze números, e um em cada cem passa por CPF: é CPF, se não se escreveu como
    telefone. Onde a cidade não ligou o SMS, celular não é porta.
    """
    escrito = escrito.strip()
    if "@" in escrito or "sms" not in settings.CANAIS:
        return escrito if "@" in escrito else cpf_e_cnpj.limpar(escrito)
    if not TELEFONE.search(escrito) and cpf.is_valid(cpf_e_cnpj.limpar(escrito)):
        return cpf_e_cnpj.limpar(escrito)
    numero = re.sub(r"\D", "", escrito)
    numero = (numero.removeprefix("55") if len(numero) > COM_DDD_E_NOVE else numero).lstrip("0")
    de_celular = len(numero) == COM_DDD_E_NOVE and numero[2] == "9"
    return f"{DE_CELULAR}{numero}" if de_celular else cpf_e_cnpj.limpar(escrito)
