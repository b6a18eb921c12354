"""Entrar, ou criar a conta, com o código de 6 números que vai por e-mail, ou por SMS.

Vai também a quem não tem conta: ele prova o e-mail, ou o celular, e com ele a conta se cria. O do CPF que não
é de conta nenhuma, e o do celular acabados os do dia (`CONTAS_NOVAS`), escrevem-se e apagam-se: a página e o
trabalho são os mesmos, e nada diz qual é o caso (ADR 0053).
"""

from __future__ import annotations

import time
from typing import Any, override

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.timezone import localtime

from contas.models import Usuario
from contas.segredos import chaves
from entrada.acesso import trocas
from entrada.entrar import prova
from entrada.entrar.email_ou_cpf import DE_CELULAR, conta_de, e_celular
from entrada.por_dentro_do_allauth import LoginCodeVerificationProcess, perform_login, record_authentication
from referencia.limite_de_tentativas import dentro_do_limite

PROVADO = "contato_provado"
"""Na sessão: o e-mail ou o celular de quem acertou o código e ainda não disse o nome, e quando."""
O_PROVADO_VALE = 600
AINDA_NAO = "Este {} é o novo da sua conta e só entra nela a partir de {}. Entre com o de antes."
UM_DIA = 86_400


class Codigo(LoginCodeVerificationProcess):
    """O processo do allauth, que aqui também serve a quem ainda não tem conta."""

    @classmethod
    def comecar(cls, request: HttpRequest, *, escrito: str, nome: str = "") -> None:
        """Manda o código a quem escreveu este e-mail ou este celular, ou à conta deste CPF."""
        usuario = conta_de(escrito)
        login = Login(user=usuario)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=usuario))
        dito = {"escrito": escrito, "nome": nome, "para": _para(escrito, usuario)}
        stage.state["dito"] = chaves.cifrar(dito).decode()
        stage.state.update({"initiated_by_user": True, "espera": get_random_string(12)})
        processo = cls(stage=stage)
        processo.send()
        processo.persist()

    @classmethod
    def retomar(cls, stage: Any) -> Codigo | None:
        """O que esta sessão espera; None se passou do tempo."""
        processo: Codigo | None = cls(stage=stage).abort_if_invalid()
        return processo

    @cached_property
    def dito(self) -> dict[str, str]:
        """O que a pessoa escreveu e para onde vai o código: na sessão fica cifrado."""
        return chaves.decifrar(self.state["dito"].encode())

    @property
    @override
    def code(self) -> str:
        """Na sessão fica cifrado: quem lê o banco não entra por ninguém."""
        guardado = self.state.get("code")
        return prova.aberto(guardado) if guardado else ""

    @override
    def send(self, skip_enumeration_mails: bool = False) -> None:
        """Manda o código; se não vai a ninguém, o que já se mandou ainda vale."""
        mandado = prova.mandar(self.dito["para"], por_sms=e_celular(self.dito["escrito"]))
        if "code" not in self.state or prova.aberto(mandado):
            self.state["code"] = mandado

    @override
    def resend(self) -> None:
        """O que se manda de novo é um código só, e vale os seus dez minutos inteiros."""
        self.send()
        self.record_resend()
        self.state["at"] = self.stage.login.initiated_at = time.time()
        self.persist()

    @override
    def finish(self, redirect_url: str | None) -> HttpResponse:
        """Entra na conta que tem este contato; sem conta, cria-a com o nome dito, ou vai perguntá-lo."""
        contato = self.dito["para"] if not e_celular(self.dito["escrito"]) else self.dito["escrito"]
        if usuario := conta_de(contato):
            return entrar(self.request, usuario, redirect_url, contato=contato)
        qual = qual_contato(contato)
        if desde := trocas.a_valer(qual, contato.removeprefix(DE_CELULAR)):
            self.abort()
            ainda_nao = AINDA_NAO.format(trocas.NOMES[qual], f"{localtime(desde):%d/%m às %Hh%M}")
            messages.info(self.request, ainda_nao)
            return redirect(get_adapter().com_volta("account_login", redirect_url))
        if nome := self.dito["nome"]:
            nova = criar_conta(nome=nome, contato=contato)
            return entrar(self.request, nova, redirect_url, contato=contato)
        self.abort()
        self.request.session.cycle_key()
        self.request.session[PROVADO] = [chaves.cifrar({"contato": contato}).decode(), time.time()]
        return redirect(get_adapter().com_volta("conta_nome", redirect_url))


def _para(escrito: str, usuario: Usuario | None) -> str:
    """Para onde vai o código: o contato que se escreveu, ou o da conta do CPF; vazio se a ninguém."""
    if "@" in escrito:
        return escrito.lower()
    if not e_celular(escrito):
        return (usuario.email if usuario else "") or ""
    return escrito.removeprefix(DE_CELULAR) if usuario or _cabe_mais_um() else ""


def _cabe_mais_um() -> bool:
    """Cada SMS custa à cidade: os que vão a quem não tem conta têm um teto por dia."""
    vezes = int(settings.CANAIS["sms"]["contas_novas"])
    return dentro_do_limite("sms-contas-novas", "cidade", vezes=vezes, segundos=UM_DIA)


def qual_contato(contato: str) -> str:
    """O campo da conta em que fica."""
    return "celular" if e_celular(contato) else "email"


def contato_provado(request: HttpRequest) -> str:
    """O e-mail, ou o celular, que esta sessão provou há pouco e ainda não é de uma conta; vazio se nenhum."""
    cifrado, em = request.session.get(PROVADO, ["", 0])
    return chaves.decifrar(cifrado.encode())["contato"] if time.time() - em < O_PROVADO_VALE else ""


def criar_conta(*, nome: str, contato: str) -> Usuario:
    """A conta de quem provou o contato, sem senha; a que outra aba acaba de criar é a mesma."""
    onde = {qual_contato(contato): contato.removeprefix(DE_CELULAR).lower()}
    try:
        with transaction.atomic():
            return Usuario.objects.create_user(nome=nome, **onde)
    except IntegrityError:
        return Usuario.objects.get(**onde)


def entrar(request: HttpRequest, usuario: Any, redirect_url: str | None, *, contato: str) -> HttpResponse:
    """Abre a sessão de quem provou o contato agora; o segundo fator, se o ligou, vem a seguir."""
    request.session.pop(PROVADO, None)
    if not e_celular(contato):
        lembrar_provado(usuario, contato)
    record_authentication(request, usuario, method="code", reauthenticated=True)
    resposta: HttpResponse = perform_login(request, Login(user=usuario, redirect_url=redirect_url))
    return resposta


def lembrar_provado(usuario: Usuario, email: str) -> None:
    """O allauth só manda código, para confirmar quem é, a endereço que ele sabe provado."""
    email = email.lower()
    EmailAddress.objects.filter(email=email).exclude(user=usuario).delete()
    EmailAddress.objects.update_or_create(
        user=usuario, email=email, defaults={"verified": True, "primary": True}
    )
