"""O que muda no allauth: quem pode criar conta, o que se diz e por onde saem as mensagens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, override
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from prometheus_client import Counter

from avisos import acoes
from avisos.textos import CODIGO, LINK
from contas import aparelhos, registro
from contas.quem_trabalha import tem_papeis
from contas.segredos import chaves
from entrada.acesso import recados
from entrada.entrar import tempo_parado, tentativas
from entrada.entrar.email_ou_cpf import DE_CELULAR, escrito_em
from referencia import codigo_qr

POR_UM_EMAIL = "email"
"""Não confirma quem é: põe antes um e-mail na conta, e o código dele passa a confirmar."""
RECUSADAS = Counter("sp156_entradas_recusadas", "Senhas e códigos que não conferiram, por tipo.", ["como"])
COMO = {
    "email_password_mismatch": "senha",
    "incorrect_password": "senha",
    "incorrect_code": "codigo",
    "too_many_login_attempts": "limite",
}
"""A recusa do allauth → o que se conta. As outras não são de quem tenta entrar."""


class Adaptador(DefaultAccountAdapter):
    """A conta de quem trabalha e a do munícipe são a mesma; o que cada uma abre decidem os papéis."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Esta conta está desativada.",
        "email_password_mismatch": "O e-mail, o CPF ou a senha não conferem. Confira e tente de novo.",
        "enter_current_password": "A senha atual não confere.",
        "incorrect_code": "O código não confere ou já passou do tempo. Espere o próximo e tente de novo.",
        "incorrect_password": "A senha não confere. Confira e tente de novo.",
        "invalid_password_reset": "Este link não vale mais. Peça outro.",
        "rate_limited": "Foram muitas tentativas seguidas. Espere alguns minutos e tente de novo.",
        "too_many_login_attempts": "Foram muitas tentativas de entrar. Use um aparelho em que você já entrou,"
        " escolha outra senha em “Esqueci minha senha” ou espere uns minutos.",
        "unknown_credential": "Esta chave não está cadastrada no SP156. Entre com a senha.",
    }
    contadores: Sequence[tentativas.Limite] = ()

    @override
    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if como := COMO.get(code):
            RECUSADAS.labels(como).inc()
        recusa: ValidationError = super().validation_error(code, *args)
        return recusa

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def com_volta(self, pagina: str, volta: str | None) -> str:
        """O endereço da página, levando a que se queria abrir."""
        return f"{reverse(pagina)}?{urlencode({'next': volta})}" if volta else reverse(pagina)

    @override
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Entrar só muda `last_login`, que o histórico não guarda: não há linha a escrever nele.

        Os avisos de quem usava antes este aparelho não são de quem entra agora.
        """
        user.skip_history_when_saving = True  # type: ignore[attr-defined]
        super().login(request, user)
        tempo_parado.comecar(request)
        del user.skip_history_when_saving  # type: ignore[attr-defined]
        daqui = aparelhos.do_pedido(request)
        acoes.calar_aparelho(contas=daqui.get("c", []), aparelho=daqui.get("a", ""), menos=user.pk)

    @override
    def logout(self, request: HttpRequest) -> None:
        """Quem sai deixa de receber avisos neste aparelho."""
        aparelho = aparelhos.do_pedido(request).get("a", "")
        acoes.calar_aparelho(contas=[request.user.pk or 0], aparelho=aparelho)
        super().logout(request)

    @override
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """O limite de erros é o de `tentativas`: o do allauth deixava um estranho fechar a conta."""
        self.contadores = tentativas.limites_de(request, escrito_em(credentials))
        if not tentativas.contar(self.contadores):
            raise self.validation_error("too_many_login_attempts")

    @override
    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        usuario: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if usuario:
            tentativas.devolver(self.contadores)
        return usuario

    @override
    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **como: Any) -> HttpResponse:
        resposta: HttpResponse = super().post_login(request, user, **como)
        aparelhos.lembrar(request, resposta, user.pk)
        return resposta

    def encerrar(self, request: HttpRequest, sessoes: Sequence[UserSession], *, todas: bool) -> None:
        """Fecha a conta nestas sessões; `todas` são todas menos esta.

        O aparelho em que se fecha a conta já não recebe avisos; fechando todas, só este recebe.
        """
        quem, daqui = request.user.pk or 0, aparelhos.do_pedido(request).get("a", "")
        if todas:
            acoes.calar_os_outros(conta=quem, aparelho=daqui)
        for aparelho in {aparelhos.da_sessao(sessao.session_key) for sessao in sessoes} - {daqui}:
            acoes.calar_aparelho(contas=[quem], aparelho=aparelho)
        for sessao in sessoes:
            sessao.end()

    @override
    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Quem tem segundo fator confirma quem é com ele: a senha, ou o código do e-mail, já não basta.

        A quem só tem a chave, o código de reserva vem depois. Quem só tem o gov.br põe antes um e-mail: o
        código dele passa a confirmar quem é.
        """
        jeitos: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        do_fator = [jeito for jeito in jeitos if jeito["id"].startswith("mfa_")]
        if do_fator and "totp" not in user.segundos_fatores():
            do_fator.reverse()
        um_email = {
            "id": POR_UM_EMAIL,
            "description": "Pôr um e-mail na conta",
            "url": reverse("conta_email"),
        }
        return do_fator or jeitos or [um_email]

    @override
    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        """O celular que confirma quem é: só o de munícipe que não tem e-mail, onde a cidade manda SMS."""
        serve = "sms" in settings.CANAIS and user.celular and not user.email and not tem_papeis(user)
        return (user.celular, True) if serve else None

    @override
    def set_phone_verified(self, user: Any, phone: str) -> None:
        """O celular da conta já é provado."""

    @override
    def send_verification_code_sms(self, user: Any, phone: str, code: str, **kwargs: Any) -> bool:
        """Diz se vai a alguém: o que não cabe no que o celular recebe escreve-se e apaga-se."""
        para = self._se_cabe(phone and f"{DE_CELULAR}{phone}")
        recados.mandar_codigo_por_sms(celular=para.removeprefix(DE_CELULAR), codigo=code)
        return bool(para)

    def _se_cabe(self, contato: str) -> str:
        """O contato, se ainda recebe o que alguém lhe pede; vazio se não."""
        return contato if tentativas.contar(tentativas.limites_do_contato(self.request, contato)) else ""

    @override
    def generate_phone_verification_code(self, *, user: Any, phone: str) -> str:
        return str(self.generate_login_code())

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Confere a senha também de quem não tem e-mail."""
        return user.check_password(password)

    @override
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("conta")

    def format_email_subject(self, subject: str) -> str:
        return f"SP156: {subject}"

    @override
    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """O que mudou no acesso fica no registro, tenha ou não e-mail; a mensagem vai ao da conta."""
        registro.registrar_da_conta(template_prefix, user, self.request.user)
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> bool:
        """Escreve o aviso na caixa de saída: o link que escolhe a senha só nasce na entrega, e o código
        espera cifrado. Diz se vai a alguém: um e outro, só se cabem no que o e-mail recebe."""
        if codigo := context.get("code", ""):
            mensagem = self.render_mail(template_prefix, email, {**context, "code": CODIGO})
            para = self._se_cabe(email)
            acoes.escrever_codigo(
                email=para, assunto=mensagem.subject, corpo=str(mensagem.body), codigo=codigo
            )
            return bool(para)
        if "password_reset_url" in context:
            if not self._se_cabe(email):
                return False
            context = {**context, "password_reset_url": LINK}
        mensagem = self.render_mail(template_prefix, email, context)
        acoes.escrever_da_conta(
            qual=template_prefix, email=email, assunto=mensagem.subject, corpo=str(mensagem.body)
        )
        return True


class AdaptadorDeSegundoFator(DefaultMFAAdapter):
    """O segredo do aplicativo fica cifrado no banco, com as chaves de selo."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Você não pode desligar a verificação em duas etapas.",
        "cannot_generate_recovery_codes": "Ligue antes a verificação em duas etapas.",
        "incorrect_code": Adaptador.error_messages["incorrect_code"],
    }

    @override
    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "incorrect_code":
            RECUSADAS.labels("segundo_fator").inc()
        recusa: ValidationError = super().validation_error(code, *args)
        return recusa

    def get_totp_issuer(self) -> str:
        return "SP156"

    @override
    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - o nome é do allauth
        """O nome já escrito no campo é o do aparelho em que a chave nasce."""
        return aparelhos.em_palavras(get_adapter().get_http_user_agent(context.request))

    @override
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """O nome que o aparelho mostra ao pedir a digital."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def build_totp_svg(self, url: str) -> str:
        return codigo_qr.em_svg(url)

    def encrypt(self, text: str) -> str:
        return chaves.cifrar({"segredo": text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return chaves.decifrar(encrypted_text.encode())["segredo"]


def tem_como_confirmar(usuario: Any) -> bool:
    """Se a conta já tem por onde confirmar quem é, sem antes lhe pôr um e-mail."""
    return any(jeito["id"] != POR_UM_EMAIL for jeito in get_adapter().get_reauthentication_methods(usuario))
