"""Formulários de conta."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms


class EntrarForm(LoginForm):
    """Entrada com e-mail ou CPF no mesmo campo."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="E-mail ou CPF",
            widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
            error_messages={"required": "Escreva seu e-mail ou seu CPF."},
        )
        self.fields["password"] = forms.CharField(
            label="Senha",
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": "Escreva sua senha."},
        )
        self.fields.pop("remember", None)
        self.order_fields(["login", "password"])
