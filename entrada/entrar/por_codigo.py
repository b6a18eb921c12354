"""As páginas de entrar ou criar a conta com o código que vai ao e-mail ou ao celular."""

from __future__ import annotations

from typing import Any, override

from allauth.account.adapter import get_adapter
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.stages import LoginByCodeStage
from allauth.account.views import ConfirmLoginCodeView, LoginView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from entrada.entrar import tentativas
from entrada.entrar.codigo import PROVADO, Codigo, contato_provado, criar_conta, entrar
from entrada.entrar.email_ou_cpf import conta_de
from entrada.forms import CriarContaForm, NomeForm, PedirCodigoForm
from entrada.por_dentro_do_allauth import login_stage_required

MUITOS = (
    "Foram muitos códigos pedidos. Use o último que chegou, entre de outro jeito, ou espere uma hora e "
    "peça outro."
)
ERROU = "O código não conferiu três vezes e deixou de valer. Peça outro."
DEMAIS = "Foram muitos códigos errados. Espere dez minutos e peça outro, ou entre de outro jeito."
JA_HA_CONTA = "Já há uma conta com este contato. Peça outro código para entrar nela."


class DeixaVoltar(RedirectAuthenticatedUserMixin):
    """Quem espera um código ainda pode entrar de outro jeito, ou pedir outro; quem já entrou segue."""

    @override
    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponseRedirect | None:
        espera_o_codigo = stage.key == LoginByCodeStage.key
        return None if espera_o_codigo else super()._redirect_to_pending_stage(request, stage)


class Entrar(DeixaVoltar, LoginView):
    """A página de entrada: a senha e, no mesmo campo, o código."""


class PedirCodigo(DeixaVoltar, NextRedirectMixin, FormView):
    """O e-mail, o celular, ou o CPF da conta, a que vai o código. A página de entrada manda para cá."""

    form_class: type[forms.Form] = PedirCodigoForm
    template_name = "account/pedir_codigo.html"

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        escrito = form.cleaned_data["login"]
        if not tentativas.contar(tentativas.limites_do_codigo(self.request, escrito)):
            form.add_error(None, MUITOS)
            return self.form_invalid(form)
        Codigo.comecar(self.request, escrito=escrito, nome=form.cleaned_data.get("nome", ""))
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def get_success_url(self) -> str:
        """Quem já entrou não tem o que fazer aqui."""
        return self.get_next_url() or resolve_url(settings.LOGIN_REDIRECT_URL)


class CriarConta(PedirCodigo):
    """O nome e o contato. Se já há conta com ele, o código entra nela, e o nome não muda."""

    form_class = CriarContaForm
    template_name = "account/criar_conta.html"


@method_decorator(
    login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_request_login_code"),
    name="dispatch",
)
class ConferirCodigo(ConfirmLoginCodeView):
    """O código; passado do tempo, pede-se outro."""

    template_name = "account/conferir_codigo.html"

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 - é do allauth
        processo = Codigo.retomar(self.stage)
        if processo is None:
            return self._pedir_outro()
        self._process = processo
        palpite = tentativas.limites_do_palpite(
            request, espera=processo.state["espera"], escrito=processo.dito["escrito"]
        )
        if request.method == "POST" and self._action == "verify" and not tentativas.contar(palpite):
            processo.abort()
            messages.error(request, DEMAIS)
            return self._pedir_outro()
        self._palpite = palpite[1:]
        resposta: HttpResponseBase = super(ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs)
        return resposta

    def _pedir_outro(self) -> HttpResponse:
        """Sem perder aonde a pessoa ia."""
        return redirect(get_adapter().com_volta("account_request_login_code", self.get_next_url()))

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        tentativas.devolver(self._palpite)
        resposta: HttpResponse = super()._verify_form_valid(form)
        return resposta

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        """O código mandado outra vez conta como o primeiro."""
        escrito = self._process.dito["escrito"]
        if tentativas.contar(tentativas.limites_do_codigo(self.request, escrito)):
            resposta: HttpResponse = super()._resend_form_valid(form)
            return resposta
        messages.error(self.request, MUITOS)
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process.record_invalid_attempt():
            resposta: HttpResponse = super(ConfirmLoginCodeView, self).form_invalid(form)
            return resposta
        messages.error(self.request, ERROU)
        return self._pedir_outro()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """O que se escreveu, nunca o e-mail da conta de um CPF."""
        contexto: dict[str, Any] = super().get_context_data(**kwargs)
        return contexto | {"escrito": self._process.dito["escrito"], "email": ""}


class DizerONome(NextRedirectMixin, FormView):
    """Quem provou o e-mail, ou o celular, e não tinha conta: falta só o nome."""

    form_class = NomeForm
    template_name = "account/nome.html"

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not contato_provado(request) or request.user.is_authenticated:
            return redirect("account_request_login_code")
        resposta: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return resposta

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        contato = contato_provado(self.request)
        if conta_de(contato):
            self.request.session.pop(PROVADO)
            messages.info(self.request, JA_HA_CONTA)
            return redirect(get_adapter().com_volta("account_request_login_code", self.get_next_url()))
        usuario = criar_conta(nome=form.cleaned_data["nome"], contato=contato)
        return entrar(self.request, usuario, self.get_next_url(), contato=contato)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto: dict[str, Any] = super().get_context_data(**kwargs)
        return contexto | {"contato": contato_provado(self.request)}
