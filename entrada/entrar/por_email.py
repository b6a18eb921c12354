"""Pôr um e-mail na conta, ou trocar o que ela tem: um código prova o novo antes de se gravar."""

from __future__ import annotations

import time
from typing import Any, override

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.account.mixins import NextRedirectMixin
from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.generic.edit import FormView

from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from contas.quem_trabalha import tem_papeis
from entrada.acesso import trocas
from entrada.adaptador import tem_como_confirmar
from entrada.entrar import tentativas
from entrada.entrar.codigo import lembrar_provado
from entrada.entrar.por_codigo import DEMAIS, ERROU, MUITOS
from entrada.entrar.prova import ProvaNaSessao
from entrada.forms import CodigoDoEmailForm, EmailForm
from entrada.por_dentro_do_allauth import raise_if_reauthentication_required, record_authentication

ESPERA = "email_a_provar"
"""Na sessão: o que espera o código."""
POSTO = "Agora você também entra com um código neste e-mail."
TROCADO = (
    "Os avisos já vão ao e-mail novo. Para entrar, use o de antes até {}: mandamos a ele uma "
    "mensagem, para recusar se não foi você."
)
JA_E = "Este já é o e-mail da sua conta."
DE_OUTRA = "Este e-mail já é de outra conta. Se as duas são suas, entre com ele, ou ligue 156 para juntá-las."


def entrou_ha_pouco(request: HttpRequest) -> bool:
    """A sessão esquecida aberta não põe o primeiro contato da conta, que é uma porta dela."""
    limite = time.time() - REAUTHENTICATION_TIMEOUT
    return any(ato["at"] > limite for ato in get_authentication_records(request, request.user))


class DoMunicipe(NextRedirectMixin, FormView):
    """Só a conta de munícipe, e só de quem mostrou há pouco quem é: o e-mail é uma porta da conta."""

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        usuario: Any = request.user
        if tem_papeis(usuario):
            return redirect("conta")
        if tem_como_confirmar(usuario):
            raise_if_reauthentication_required(request, app="allauth.account")
        resposta: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return resposta

    def ha_pouco(self) -> bool:
        """Quem tem outro jeito de confirmar quem é já passou por ele; os outros, pelo gov.br."""
        return tem_como_confirmar(self.request.user) or entrou_ha_pouco(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto: dict[str, Any] = super().get_context_data(**kwargs)
        return contexto | {"ha_pouco": self.ha_pouco()}

    def get_default_success_url(self) -> str:
        return reverse("conta")


class PorEmail(DoMunicipe):
    """A que e-mail vai o código."""

    form_class: type[forms.Form] = EmailForm
    template_name = "account/por_email.html"

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["login"]
        if not self.ha_pouco():
            return redirect(self.passthrough_next_url(reverse("conta_email")))
        if email == usuario_da_sessao(self.request).email:
            form.add_error("login", JA_E)
            return self.form_invalid(form)
        if not tentativas.contar(tentativas.limites_do_codigo(self.request, email)):
            form.add_error(None, MUITOS)
            return self.form_invalid(form)
        ProvaNaSessao.comecar(self.request, ESPERA, contato=email)
        return redirect(self.passthrough_next_url(reverse("conta_email_codigo")))


class ConferirEmail(DoMunicipe):
    """O código que chegou: certo, o e-mail passa a ser da conta."""

    form_class: type[forms.Form] = CodigoDoEmailForm
    template_name = "account/conferir_email.html"
    processo: ProvaNaSessao

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        processo = ProvaNaSessao.retomar(request, ESPERA)
        if processo is None:
            return self._pedir_outro()
        self.processo = processo
        self.palpite = tentativas.limites_do_palpite(
            request, espera=processo.state["espera"], escrito=processo.contato
        )
        if request.method == "POST" and not tentativas.contar(self.palpite):
            return self._pedir_outro(DEMAIS)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "code": self.processo.code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "email": self.processo.contato}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        tentativas.devolver(self.palpite[1:])
        self.processo.abort()
        if not por_o_email(self.request, self.processo.contato):
            return self._pedir_outro(DE_OUTRA)
        desde = trocas.vale_desde(usuario_da_sessao(self.request), "email")
        messages.success(
            self.request, TROCADO.format(f"{localtime(desde):%d/%m às %Hh%M}") if desde else POSTO
        )
        return redirect(self.get_success_url())

    @override
    def form_invalid(self, form: Any) -> HttpResponse:
        if not self.processo.record_invalid_attempt():
            return self._pedir_outro(ERROU)
        resposta: HttpResponse = super().form_invalid(form)
        return resposta

    def _pedir_outro(self, porque: str = "") -> HttpResponse:
        if porque:
            self.request.session.pop(ESPERA, None)
            messages.error(self.request, porque)
        return redirect(self.passthrough_next_url(reverse("conta_email")))


def por_o_email(request: HttpRequest, email: str) -> bool:
    """O e-mail provado agora passa a ser desta conta, já ou depois da recusa; falso se é de outra."""
    usuario: Any = request.user
    if Usuario.objects.filter(email=email).exists():
        return False
    try:
        with transaction.atomic():
            if trocas.trocar(usuario=usuario, qual="email", novo=email):
                return True
            lembrar_provado(usuario, email)
    except IntegrityError:
        usuario.email = None
        return False
    record_authentication(request, usuario, "code", reauthenticated=True)
    return True
