"""Entrar, ou criar a conta, com o código de 6 números que vai por e-mail.

O código vai também a quem não tem conta: ele prova o e-mail, e com ele a conta se cria. Por isso a página e o
trabalho são os mesmos com conta ou sem, e nada diz qual é o caso (ADR 0053).
"""

from __future__ import annotations

import time
from typing import Any, override

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.timezone import localtime

from contas.acesso import trocas
from contas.entrada.email_ou_cpf import conta_de
from contas.models import Usuario
from contas.segredos import chaves

PROVADO = "email_provado"
"""Na sessão: o e-mail de quem acertou o código e ainda não disse o nome, e quando."""
O_PROVADO_VALE = 600
AINDA_NAO = "Este e-mail é o novo da sua conta e só entra nela a partir de {}. Entre com o de antes."


class Codigo(LoginCodeVerificationProcess):
    """O processo do allauth, que aqui também serve a quem ainda não tem conta."""

    @classmethod
    def comecar(cls, request: HttpRequest, *, escrito: str, nome: str = "") -> None:
        """Manda o código a quem escreveu este e-mail, ou ao e-mail da conta deste CPF."""
        usuario = conta_de(escrito)
        email = escrito.lower() if "@" in escrito else (usuario and usuario.email)
        login = Login(user=usuario, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=usuario, email=email))
        espera = get_random_string(12)
        stage.state.update({"initiated_by_user": True, "escrito": escrito, "nome": nome, "espera": espera})
        processo = cls(stage=stage)
        processo.send()
        processo.persist()

    @classmethod
    def retomar(cls, stage: Any) -> Codigo | None:
        """O que esta sessão espera; None se passou do tempo."""
        processo: Codigo | None = cls(stage=stage).abort_if_invalid()
        return processo

    @override
    def generate_code(self) -> str:
        codigo = str(get_adapter().generate_login_code())
        self.state["code"] = chaves.cifrar({"codigo": codigo}).decode()
        return codigo

    @property
    @override
    def code(self) -> str:
        """Na sessão fica cifrado: quem lê o banco não entra por ninguém."""
        guardado = self.state.get("code")
        return chaves.decifrar(guardado.encode())["codigo"] if guardado else ""

    @override
    def send(self, skip_enumeration_mails: bool = False) -> None:
        """Escreve a mensagem; a do CPF sem conta não vai a ninguém, e nenhum código a abre."""
        codigo, email = self.generate_code(), self.state.get("email") or ""
        get_adapter().send_mail("account/email/login_code", email, {"code": codigo})
        if not email:
            self.state["code"] = ""

    @override
    def record_resend(self) -> None:
        """O que se manda de novo vale os seus dez minutos inteiros."""
        super().record_resend()
        self.state["at"] = self.stage.login.initiated_at = time.time()

    @override
    def finish(self, redirect_url: str | None) -> HttpResponse:
        """Entra na conta que agora tem este e-mail; sem conta, cria-a com o nome dito, ou vai perguntá-lo."""
        email = str(self.state["email"])
        if usuario := conta_de(email):
            return entrar(self.request, usuario, email, redirect_url)
        if desde := trocas.a_valer(email):
            self.abort()
            messages.info(self.request, AINDA_NAO.format(f"{localtime(desde):%d/%m às %H:%M}"))
            return redirect(get_adapter().com_volta("account_login", redirect_url))
        if nome := self.state.get("nome"):
            return entrar(self.request, criar_conta(nome=nome, email=email), email, redirect_url)
        self.abort()
        self.request.session.cycle_key()
        self.request.session[PROVADO] = [email, time.time()]
        return redirect(get_adapter().com_volta("conta_nome", redirect_url))


def email_provado(request: HttpRequest) -> str:
    """O e-mail que esta sessão provou há pouco e que ainda não é de uma conta; vazio se nenhum."""
    email, em = request.session.get(PROVADO, ["", 0])
    return str(email) if time.time() - em < O_PROVADO_VALE else ""


def criar_conta(*, nome: str, email: str) -> Usuario:
    """A conta de quem provou o e-mail, sem senha; a que outra aba acaba de criar é a mesma."""
    try:
        with transaction.atomic():
            return Usuario.objects.create_user(nome=nome, email=email)
    except IntegrityError:
        return Usuario.objects.get(email=email.lower())


def entrar(request: HttpRequest, usuario: Any, email: str, redirect_url: str | None) -> HttpResponse:
    """Abre a sessão de quem provou este e-mail agora; o segundo fator, se o ligou, vem a seguir."""
    request.session.pop(PROVADO, None)
    lembrar_provado(usuario, email)
    record_authentication(request, usuario, method="code", email=email, reauthenticated=True)
    resposta: HttpResponse = perform_login(
        request, Login(user=usuario, email=email, redirect_url=redirect_url)
    )
    return resposta


def lembrar_provado(usuario: Usuario, email: str) -> None:
    """O allauth só manda código, para confirmar quem é, a endereço que ele sabe provado."""
    email = email.lower()
    EmailAddress.objects.filter(email=email).exclude(user=usuario).delete()
    EmailAddress.objects.update_or_create(
        user=usuario, email=email, defaults={"verified": True, "primary": True}
    )
