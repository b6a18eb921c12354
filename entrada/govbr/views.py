"""Ir ao gov.br, voltar dele, e sair: a nossa sessão primeiro, depois a dele, que pode continuar."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, override

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.views import LogoutView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from contas import aparelhos
from contas.models import Usuario
from entrada.adaptador import tem_como_confirmar
from entrada.govbr.adaptador import LIGADO_AQUI
from entrada.govbr.provider import AdaptadorOAuth, GovBr
from entrada.por_dentro_do_allauth import LOGIN_SESSION_KEY, raise_if_reauthentication_required
from referencia.enderecos import inteiro


def so_ligado(pagina: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Na cidade que não configurou o gov.br, a página não existe."""

    @login_not_required
    @wraps(pagina)
    def responder(request: HttpRequest) -> HttpResponse:
        if not settings.SOCIALACCOUNT_PROVIDERS:
            raise Http404("O gov.br não está ligado.")
        return pagina(request)

    return responder


class Volta(OAuth2CallbackView):
    """A volta do gov.br, que passa ao adaptador OAuth o nonce com que se partiu."""

    @override
    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        estado, resposta = super()._get_state(request, provider)
        self.adapter.nonce = str((estado or {}).get("nonce", ""))
        return estado, resposta


@so_ligado
@require_POST
def ir(request: HttpRequest) -> HttpResponse:
    """Parte para o gov.br, com o estado, o nonce e o PKCE na sessão; quem já entrou prova antes quem é."""
    if request.user.is_authenticated and not _so_entra_por_ele(request):
        raise_if_reauthentication_required(request, app="allauth.account")
    resposta: HttpResponse = OAuth2LoginView.adapter_view(AdaptadorOAuth(request, GovBr.id))(request)
    return resposta


def _so_entra_por_ele(request: HttpRequest) -> bool:
    """Quem não tem outra prova confirma quem é indo lá: só o mesmo gov.br se aceita na volta."""
    ligado = SocialAccount.objects.filter(user=request.user, provider=GovBr.id)
    return not tem_como_confirmar(request.user) and ligado.exists()


@so_ligado
@require_safe
def volta(request: HttpRequest) -> HttpResponse:
    """Recebe o código e redireciona: o endereço com ele não fica na tela."""
    resposta: HttpResponse = Volta.adapter_view(AdaptadorOAuth(request, GovBr.id))(request)
    for ato in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
        ato.pop("uid", None)  # o CPF não fica legível na sessão
        request.session.modified = True
    if espera := request.session.get(LOGIN_SESSION_KEY):
        espera["signal_kwargs"] = None  # nem enquanto se espera o segundo fator
        request.session.modified = True
    return resposta


@so_ligado
@require_safe
def saiu(request: HttpRequest) -> HttpResponse:
    """Depois de sair: no computador de todos, a do gov.br ainda pode estar aberta."""
    return render(request, "account/saiu_do_govbr.html")


class Sair(LogoutView):
    """Encerra a nossa sessão; quem entrou pelo gov.br vai também à saída dele.

    Quem deixa por fazer o que não espera (AO_SAIR) vai antes dizer o que se faz disso.
    """

    @override
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(self.request.user, Usuario):
            for caminho in settings.AO_SAIR:
                if antes := import_string(caminho)(self.request.user):
                    return HttpResponseRedirect(antes, status=303)
        atos = get_authentication_records(self.request, self.request.user)
        pelo_govbr = LIGADO_AQUI in self.request.session or any(a.get("provider") == GovBr.id for a in atos)
        resposta: HttpResponse = super().post(*args, **kwargs)
        if pelo_govbr and settings.SOCIALACCOUNT_PROVIDERS:
            resposta = HttpResponseRedirect(saida(self.request))
        aparelhos.sem_o_que_se_viu(resposta)
        return resposta


def saida(request: HttpRequest) -> str:
    """A saída do gov.br, que volta à nossa página; o endereço dela é o registrado, sem nada a mais."""
    app = get_adapter().get_app(request, GovBr.id)
    daqui = inteiro(reverse("govbr_saiu"))
    return f"{app.settings['enderecos']['saida']}?{urlencode({'post_logout_redirect_uri': daqui})}"
