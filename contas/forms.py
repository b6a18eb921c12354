"""Formulários de conta: os do allauth, com rótulos, dicas e recusas em português claro."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from contas import documentos

DICA_DA_SENHA = (
    "Use 10 letras ou mais. Uma frase que só você conhece é fácil de lembrar e difícil de adivinhar."
)
DICA_DO_CODIGO = "São 6 números. Se não tiver o celular, use um dos seus códigos de reserva, de 8 números."


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

    def clean_login(self) -> str:
        """O CPF num jeito só: escrevê-lo com outros pontos não renova as tentativas."""
        escrito = str(self.cleaned_data["login"]).strip()
        return escrito if "@" in escrito else documentos.limpar(escrito)


class TrocarSenhaForm(ChangePasswordForm):
    """Troca da própria senha, por quem sabe a atual."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vestir(self.fields["oldpassword"], "Senha atual", "Escreva a senha que você usa hoje.")
        _vestir_senhas_novas(self)


class EscolherSenhaForm(ResetPasswordKeyForm):
    """Escolha da senha por quem chegou pelo link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _vestir_senhas_novas(self)


class PedirSenhaForm(ResetPasswordForm):
    """Pedido do link para escolher outra senha."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vestir(
            self.fields["email"],
            "E-mail",
            "Escreva o e-mail da sua conta.",
            dica="O e-mail cadastrado pela administração.",
        )
        self.fields["email"].error_messages["invalid"] = "Escreva um e-mail completo: nome@exemplo.gov.br."


class ConfirmarSenhaForm(ReauthenticateForm):
    """A senha outra vez, antes de mexer na segurança da conta."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vestir(self.fields["password"], "Senha", "Escreva sua senha.")


class CodigoForm(AuthenticateForm):
    """O segundo passo da entrada."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _vestir_codigo(self.fields["code"], DICA_DO_CODIGO)


class ConfirmarCodigoForm(ReauthenticateCodeForm):
    """O código outra vez, antes de mexer na segurança da conta."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _vestir_codigo(self.fields["code"], DICA_DO_CODIGO)


class LigarAplicativoForm(ActivateTOTPForm):
    """O primeiro código prova que o aplicativo foi configurado."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _vestir_codigo(self.fields["code"], "Os 6 números que o aplicativo mostra agora.")


def vestir(campo: forms.Field, rotulo: str, obrigatorio: str, *, dica: str = "") -> None:
    """Põe rótulo, dica e recusa; tira o texto de dentro do campo, que some quando se escreve."""
    campo.label = rotulo
    campo.help_text = dica
    campo.error_messages["required"] = obrigatorio
    campo.widget.attrs.pop("placeholder", None)


def _vestir_senhas_novas(form: forms.Form) -> None:
    vestir(form.fields["password1"], "Senha nova", "Escreva a senha nova.", dica=DICA_DA_SENHA)
    vestir(form.fields["password2"], "Senha nova, de novo", "Escreva a senha nova mais uma vez.")


def _vestir_codigo(campo: forms.Field, dica: str) -> None:
    vestir(campo, "Código", "Escreva o código.", dica=dica)
    campo.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})
