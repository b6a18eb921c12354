"""Quem volta do gov.br: em que conta entra, o que se guarda e o que se diz quando falha."""

from __future__ import annotations

from typing import Any, override

from allauth.account.adapter import get_adapter as adaptador_da_conta
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from contas.models import Municipe, Usuario
from contas.registro import Mudanca, registrar
from entrada.municipes import RecusaDeJuncao, desligar_o_govbr, e_de, municipe_de, provar_cpf
from entrada.por_dentro_do_allauth import record_authentication

FALHOU = (
    "Não deu para entrar com o gov.br agora. Nada do que você fez se perdeu: tente de novo, ou entre com um "
    "código no e-mail."
)
DESISTIU = "Você voltou sem entrar com o gov.br. Pode entrar de outro jeito."
SO_LIGOU = "O seu gov.br é nível bronze, que ainda não comprova o CPF. Suba para prata ou ouro e volte."

DE_OUTRO_CPF = "Esta conta já é de outro CPF, e não se liga a este gov.br. Saia e entre com ele."
LIGADO_AQUI = "govbr_ligado_aqui"
"""Na sessão: passou-se pelo gov.br para o ligar à conta, e a sessão dele pode continuar aberta."""
DESLIGADO = (
    "Este gov.br abria uma conta do SP156 que nunca comprovou o CPF, e deixou de a abrir. Se essa conta é "
    "sua, ligue 156 para trazer o que você pediu nela."
)


class AdaptadorDoGovBr(DefaultSocialAccountAdapter):
    """Liga pelo `sub`, que é o CPF, e nunca pelo e-mail."""

    @override
    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        sociallogin.user.nome = sociallogin.nome_do_govbr = data["name"]
        return sociallogin.user

    @override
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Quem já provou este CPF entra na sua conta; o nível prata ou ouro prova-o a quem ainda não.

        O bronze é só uma senha do gov.br, que outro pode ter criado: com ele a conta não guarda lugar para o
        CPF. Sobe de nível quem o liga de dentro da conta.
        """
        prova, uid = _prova(sociallogin), sociallogin.account.uid
        if (
            prova
            and sociallogin.is_existing
            and sociallogin.user != request.user
            and not e_de(uid, sociallogin.user)
        ):
            _como_novo(request, sociallogin)
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            request.session[LIGADO_AQUI] = True
            if not sociallogin.is_existing or sociallogin.user == request.user:
                self._so_um(request, uid)
                self._provar(request, request.user, uid, prova)
            if sociallogin.is_existing and sociallogin.user == request.user:
                record_authentication(request, request.user, "socialaccount", provider="govbr")
            return
        if prova and not sociallogin.is_existing:
            dono = Municipe.objects.filter(cpf=uid, usuario__is_active=True).select_related("usuario").first()
            if dono:
                sociallogin.connect(request, dono.usuario)
        if sociallogin.is_existing:
            self._provar(request, sociallogin.user, uid, prova)

    @override
    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """A conta nova. O e-mail que o gov.br diz ninguém provou aqui: só um código o prova (`por_email`)."""
        usuario = super().save_user(request, sociallogin, form)
        registrar(ato=Mudanca.GOVBR_LIGADO, pessoa=usuario, por=usuario, detalhe="conta criada por ele")
        self._provar(request, usuario, sociallogin.account.uid, _prova(sociallogin))
        return usuario

    def _so_um(self, request: HttpRequest, cpf: str) -> None:
        """Uma conta é de uma pessoa: o segundo gov.br, ou o de outro CPF, não se liga, em nível nenhum."""
        provado = municipe_de(request.user)  # type: ignore[arg-type]
        outro = SocialAccount.objects.filter(user=request.user).exclude(uid=cpf)
        if outro.exists() or (provado and provado.cpf != cpf):
            messages.error(request, DE_OUTRO_CPF)
            raise ImmediateHttpResponse(redirect("conta"))

    def _provar(self, request: HttpRequest, usuario: Any, cpf: str, prova: Municipe.Prova | None) -> None:
        if prova is None:
            if not e_de(cpf, usuario):
                messages.info(request, SO_LIGOU)
            return
        try:
            provar_cpf(usuario=usuario, cpf=cpf, como=prova)
        except RecusaDeJuncao as recusa:
            messages.error(request, str(recusa))
            raise ImmediateHttpResponse(redirect("conta")) from recusa

    @override
    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Volta à página de entrada, que ainda sabe aonde a pessoa ia."""
        messages.error(request, DESISTIU if error == AuthError.CANCELLED else FALHOU)
        volta = ((extra_context or {}).get("state") or {}).get("next")
        if request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("conta"))
        raise ImmediateHttpResponse(redirect(adaptador_da_conta().com_volta("account_login", volta)))

    @override
    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("conta")


def _como_novo(request: HttpRequest, sociallogin: Any) -> None:
    """Desfaz o vínculo que ninguém provou: quem prova agora entra como quem chega pela primeira vez."""
    desligar_o_govbr(usuario=sociallogin.user, cpf=sociallogin.account.uid)
    sociallogin.account.pk = None
    sociallogin.user = Usuario(nome=sociallogin.nome_do_govbr)
    messages.info(request, DESLIGADO)


def _prova(sociallogin: Any) -> Municipe.Prova | None:
    valor = sociallogin.account.extra_data.get("prova", "")
    return Municipe.Prova(valor) if valor else None
