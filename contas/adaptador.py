"""O que muda no allauth: quem pode criar conta e como se confere a senha de novo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest


class Adaptador(DefaultAccountAdapter):
    """A conta do munícipe ainda não existe: só entra quem a administração cadastrou."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Confere a senha também de quem não tem e-mail."""
        return user.check_password(password)
