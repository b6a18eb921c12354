"""Formulários de conta: os do allauth, com rótulos, dicas e recusas em português claro."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    ConfirmReauthenticationCodeForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from contas import cpf_e_cnpj
from contas.identificacao import exigir_nome_completo
from entrada.entrar.email_ou_cpf import e_celular, limpar_escrito

DICA_DA_SENHA = (
    "Use 10 letras ou mais. Uma frase que só você conhece é fácil de lembrar e difícil de adivinhar."
)
EMAIL_INCOMPLETO = "Escreva um e-mail completo: nome@exemplo.com.br."
VAZIO = "Escreva seu e-mail ou seu CPF."
SENHAS_NOVAS = {
    "password1": ("Senha nova", "Escreva a senha nova.", DICA_DA_SENHA),
    "password2": ("Senha nova, de novo", "Escreva a senha nova mais uma vez.", ""),
}


def com_que_se_entra() -> str:
    """O celular só onde a cidade manda SMS."""
    return "E-mail, CPF ou celular" if "sms" in settings.CANAIS else "E-mail ou CPF"


class Vestido(forms.Form):
    """O formulário do allauth com o rótulo, a recusa do vazio e a dica de cada campo, ditos em `textos`.

    Nenhum texto fica dentro do campo, de onde some quando se escreve.
    """

    textos: ClassVar[dict[str, tuple[str, str, str]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nome, (rotulo, obrigatorio, dica) in self.textos.items():
            campo = self.fields[nome]
            campo.label, campo.help_text = rotulo, dica
            campo.error_messages["required"] = obrigatorio
            campo.widget.attrs.pop("placeholder", None)


class DeCodigo(Vestido):
    """Pede os números do aplicativo, num campo que o celular sabe preencher."""

    textos = {
        "code": (
            "Código",
            "Escreva o código.",
            "São 6 números. Se não tiver o celular, use um dos seus códigos de reserva, de 8 números.",
        )
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})


class EntrarForm(LoginForm):
    """Entrada com e-mail ou CPF no mesmo campo."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=com_que_se_entra(),
            widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
            error_messages={"required": VAZIO},
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
        return limpar_escrito(str(self.cleaned_data["login"]))


class NomeForm(forms.Form):
    """Como a pessoa se chama."""

    nome = forms.CharField(
        label="Nome completo",
        max_length=150,
        error_messages={"required": "Escreva o seu nome completo."},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )

    def clean_nome(self) -> str:
        return exigir_nome_completo(self.cleaned_data["nome"])


class PedirCodigoForm(forms.Form):
    """A quem vai o código: um e-mail, um celular, ou o CPF de uma conta."""

    login = forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": VAZIO},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = com_que_se_entra()

    def clean_login(self) -> str:
        """O e-mail em minúsculas, os onze números do CPF, ou o celular; se há conta, não se diz."""
        escrito = limpar_escrito(str(self.cleaned_data["login"]))
        if e_celular(escrito):
            return escrito
        if "@" not in escrito and any(letra.isdigit() for letra in escrito):
            return cpf_e_cnpj.validar_cpf(escrito)
        return _email(escrito)


def _email(escrito: str) -> str:
    try:
        return str(forms.EmailField(max_length=254).clean(escrito)).lower()
    except ValidationError as erro:
        raise ValidationError(EMAIL_INCOMPLETO) from erro


class EmailForm(forms.Form):
    """O e-mail que o código vai provar."""

    login = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="Mandamos um código para ele agora.",
        error_messages={"required": "Escreva o seu e-mail.", "invalid": EMAIL_INCOMPLETO},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).lower()


class CriarContaForm(NomeForm):
    """O nome e o contato da conta nova: o e-mail ou, onde a cidade manda SMS, o celular."""

    login = forms.CharField(
        max_length=254,
        help_text="Mandamos um código para ele agora.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        qual = "E-mail ou celular" if "sms" in settings.CANAIS else "E-mail"
        self.fields["login"].label = qual
        self.fields["login"].error_messages["required"] = f"Escreva o seu {qual.lower()}."

    def clean_login(self) -> str:
        """O e-mail em minúsculas, ou o celular; com ele a conta se abre."""
        escrito = limpar_escrito(str(self.cleaned_data["login"]))
        return escrito if e_celular(escrito) else _email(escrito)


class CodigoDoEmailForm(DeCodigo, ConfirmLoginCodeForm):
    """Os números que chegaram."""

    textos = {"code": ("Código", "Escreva o código que chegou.", "São 6 números.")}


class ConfirmarPeloEmailForm(DeCodigo, ConfirmReauthenticationCodeForm):
    """O código do e-mail, pedido antes de mexer na segurança da conta."""

    textos = CodigoDoEmailForm.textos


class PrimeiraSenhaForm(Vestido, SetPasswordForm):
    """A primeira senha de quem entrava só com o código."""

    textos = SENHAS_NOVAS


class TrocarSenhaForm(Vestido, ChangePasswordForm):
    """Troca da própria senha, por quem sabe a atual."""

    textos = {"oldpassword": ("Senha atual", "Escreva a senha que você usa hoje.", ""), **SENHAS_NOVAS}


class EscolherSenhaForm(Vestido, ResetPasswordKeyForm):
    """Escolha da senha por quem chegou pelo link."""

    textos = SENHAS_NOVAS


class PedirSenhaForm(Vestido, ResetPasswordForm):
    """Pedido do link para escolher outra senha. Se há conta, só se olha na entrega da mensagem."""

    textos = {"email": ("E-mail", "Escreva o e-mail da sua conta.", "O e-mail com que você entra.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["invalid"] = EMAIL_INCOMPLETO

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ConfirmarSenhaForm(Vestido, ReauthenticateForm):
    """A senha outra vez, antes de mexer na segurança da conta."""

    textos = {"password": ("Senha", "Escreva sua senha.", "")}


class CodigoForm(DeCodigo, AuthenticateForm):
    """O segundo passo da entrada."""


class ConfirmarCodigoForm(DeCodigo, ReauthenticateCodeForm):
    """O código outra vez, antes de mexer na segurança da conta."""


class LigarAplicativoForm(DeCodigo, ActivateTOTPForm):
    """O primeiro código prova que o aplicativo foi configurado."""

    textos = {"code": ("Código", "Escreva o código.", "Os 6 números que o aplicativo mostra agora.")}


NOME_DA_CHAVE = {
    "name": (
        "Nome da chave",
        "Escreva um nome.",
        "Para você reconhecê-la depois: “celular”, “computador da Praça”.",
    )
}


class CadastrarChaveForm(Vestido, AddWebAuthnForm):
    """A chave do aparelho (passkey): a digital, o rosto, o PIN ou a chave de USB."""

    textos = NOME_DA_CHAVE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo = self.fields["passwordless"]
        campo.label, campo.help_text = "Usar esta chave para entrar sem a senha", ""
        campo.initial = True
        self.fields["credential"].error_messages["required"] = (
            "A chave não foi criada. Escolha “Cadastrar” outra vez e siga o que o aparelho pede."
        )


class NomeDaChaveForm(Vestido, EditWebAuthnForm):
    """Trocar o nome de uma chave."""

    textos = NOME_DA_CHAVE
