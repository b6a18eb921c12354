"""As páginas do allauth que aqui fazem algo mais: ligar o segundo fator, escolher a senha, os aparelhos."""

from __future__ import annotations

from typing import Any, override

from allauth.account.adapter import get_adapter as adaptador_da_conta
from allauth.account.views import PasswordResetFromKeyView, PasswordResetView, PasswordSetView
from allauth.core import ratelimit
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import View

from contas import aparelhos, registro
from contas.guardas import usuario_da_sessao
from contas.models import RegistroDeAcesso
from entrada import exigencia_do_segundo_fator
from entrada.entrar import conta_mantida, tempo_parado

MANTIDA = "A conta fica aberta neste aparelho."
NAO_MANTIDA = "Neste aparelho a conta fecha quando você fechar o navegador ou ficar muito tempo sem o usar."
NAO_PODE = "A conta de quem trabalha no SP156, e qualquer conta num computador de todos, não fica aberta."


class DepoisDaSenha(View):
    """Quem trabalha e entrou por código ou pelo gov.br confirma a senha antes de pôr outra prova na conta."""

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        usuario: Any = request.user
        if usuario.is_authenticated and exigencia_do_segundo_fator.falta_a_senha(request, usuario):
            if not usuario.has_usable_password():
                return redirect("account_reset_password")
            return redirect(adaptador_da_conta().com_volta("account_reauthenticate", request.path))
        return super().dispatch(request, *args, **kwargs)


class LigarAplicativo(DepoisDaSenha, ActivateTOTPView):
    """O primeiro código já prova o segundo fator: os papéis voltam a valer nesta mesma sessão."""

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        resposta: HttpResponse = super().form_valid(form)
        exigencia_do_segundo_fator.provar(self.request, "totp")
        return resposta


class CadastrarChave(DepoisDaSenha, AddWebAuthnView):
    """Cadastrar a chave do aparelho já prova o segundo fator: os papéis voltam a valer nesta mesma sessão."""

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        resposta: HttpResponse = super().form_valid(form)
        exigencia_do_segundo_fator.provar(self.request, "webauthn")
        return resposta


class PedirSenha(PasswordResetView):
    """Pede o link para escolher outra senha. Se há conta, só se olha na entrega da mensagem."""

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        email: str = form.cleaned_data["email"]
        espere: HttpResponse | None = ratelimit.consume_or_429(
            self.request, action="reset_password", key=email
        )
        if espere:
            return espere
        adaptador_da_conta().send_mail("account/email/password_reset_key", email, {"password_reset_url": ""})
        return redirect(self.get_success_url())


class EscolherSenha(PasswordResetFromKeyView):
    """Quem abriu o link recebido é da conta: o seu aparelho passa a ser conhecido dela."""

    @override
    def form_valid(self, form: Any) -> HttpResponseBase:
        resposta: HttpResponseBase = super().form_valid(form)
        aparelhos.lembrar(self.request, resposta, self.reset_user.pk)
        return resposta


class PrimeiraSenha(DepoisDaSenha, PasswordSetView):
    """A senha de quem entrava sem ela, provado há pouco quem é."""

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect("account_reset_password")
        resposta: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return resposta


class Aparelhos(ListUserSessionsView):
    """Onde a conta está aberta: encerra uma sessão ou todas as outras, e o registro diz qual; mantém esta."""

    @override
    def get_context_data(self, **mais: Any) -> dict[str, Any]:
        contexto: dict[str, Any] = super().get_context_data(**mais)
        for sessao in contexto["sessions"]:
            sessao.mantida_ate = tempo_parado.mantida_ate(sessao.session_key)
        contexto["mantida"] = conta_mantida.mantida(self.request)
        contexto["pode_manter"] = conta_mantida.pode(self.request, usuario_da_sessao(self.request))
        return contexto

    def _manter(self, *, sim: bool) -> HttpResponse:
        if not sim:
            conta_mantida.soltar(self.request)
            messages.success(self.request, NAO_MANTIDA)
        elif conta_mantida.pode(self.request, usuario_da_sessao(self.request)):
            tempo_parado.comecar(self.request)
            conta_mantida.manter(self.request)
            messages.success(self.request, MANTIDA)
        else:
            messages.error(self.request, NAO_PODE)
        return redirect("usersessions_list")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        if manter := self.request.POST.get("manter", ""):
            return self._manter(sim=manter == "sim")
        outras = UserSession.objects.filter(user=self.request.user).exclude(
            session_key=self.request.session.session_key
        )
        if qual := self.request.POST.get("sessao", ""):
            outras = outras.filter(pk=int(qual) if qual.isdecimal() else 0)
        encerradas = list(outras[:1000])
        adaptador_da_conta().encerrar(self.request, encerradas, todas=not qual)
        for sessao in encerradas:
            registro.registrar(
                ato=RegistroDeAcesso.Mudanca.SESSAO,
                pessoa=sessao.user,
                por=self.request.user,
                detalhe=f"{aparelhos.em_palavras(sessao.user_agent)}, pelo endereço {sessao.ip}",
            )
        if encerradas:
            messages.success(self.request, "A conta foi fechada nesses aparelhos.")
        return redirect("usersessions_list")
