"""O que muda no allauth: quem pode criar conta, o que se diz e por onde saem as mensagens."""

from __future__ import annotations

import logging
import smtplib
from typing import Any, override
from urllib.parse import quote

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from qrcode.image.svg import SvgPathFillImage

from contas import chaves

registro = logging.getLogger(__name__)


class Adaptador(DefaultAccountAdapter):
    """A conta do munícipe ainda não existe: só entra quem a administração cadastrou."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Esta conta está desativada.",
        "email_password_mismatch": "O e-mail, o CPF ou a senha não conferem. Confira e tente de novo.",
        "enter_current_password": "A senha atual não confere.",
        "incorrect_code": "O código não confere ou já passou do tempo. Espere o próximo e tente de novo.",
        "incorrect_password": "A senha não confere. Confira e tente de novo.",
        "invalid_password_reset": "Este link não vale mais. Peça outro.",
        "rate_limited": "Foram muitas tentativas seguidas. Espere alguns minutos e tente de novo.",
        "too_many_login_attempts": "Foram muitas tentativas de entrar. Espere uns minutos e tente de novo.",
    }

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Entrar só muda `last_login`, que o histórico não guarda: não há linha a escrever nele."""
        user.skip_history_when_saving = True  # type: ignore[attr-defined]
        super().login(request, user)
        del user.skip_history_when_saving  # type: ignore[attr-defined]

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Confere a senha também de quem não tem e-mail."""
        return user.check_password(password)

    @override
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("conta")

    def format_email_subject(self, subject: str) -> str:
        return f"SP156: {subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Sempre no endereço público: o cabeçalho Host de quem pede não escolhe para onde o link leva."""
        modelo = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.ENDERECO_PUBLICO}{modelo.replace('UID-KEY', quote(key))}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Com o correio fora do ar a página continua de pé e diz que a mensagem não saiu."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException) as erro:
            # Só o tipo: a recusa do servidor repete o endereço da pessoa.
            registro.error("a mensagem de conta %s não saiu: %s", template_prefix, type(erro).__name__)  # noqa: TRY400
            if self.request is not None:
                messages.error(
                    self.request,
                    "Não conseguimos mandar a mensagem agora. Tente de novo em alguns minutos.",
                )


class AdaptadorDeSegundoFator(DefaultMFAAdapter):
    """O segredo do aplicativo fica cifrado no banco, com as chaves de selo."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Você não pode desligar a verificação em duas etapas.",
        "cannot_generate_recovery_codes": "Ligue antes a verificação em duas etapas.",
        "incorrect_code": Adaptador.error_messages["incorrect_code"],
    }

    def get_totp_issuer(self) -> str:
        return "SP156"

    def build_totp_svg(self, url: str) -> str:
        """Preto sobre branco em qualquer tema: no de alto contraste a câmera não leria o transparente."""
        svg: str = qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
        return svg

    def encrypt(self, text: str) -> str:
        return chaves.cifrar({"segredo": text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return chaves.decifrar(encrypted_text.encode())["segredo"]
