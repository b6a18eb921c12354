"""O provedor gov.br do allauth: PKCE, nonce, a assinatura conferida, e nada que venha no endereço.

O nome do arquivo é o que o allauth procura em cada aplicativo.
"""

from __future__ import annotations

from typing import Any, override

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string

from entrada.govbr import identidade
from referencia.enderecos import inteiro

TAMANHO_DO_NONCE = 43
NAO_SE_ENTENDE = "O gov.br respondeu o que não se entende."


class AdaptadorOAuth(OpenIDConnectOAuth2Adapter):
    """O que se pergunta ao gov.br. Os endereços são os da configuração: o manual não fala em descoberta."""

    basic_auth = True
    nonce = ""
    """O que se mandou nesta entrada, posto por quem recebe a volta."""

    @property
    def openid_config(self) -> dict[str, str]:
        enderecos: dict[str, str] = self.get_provider().app.settings["enderecos"]
        return enderecos

    @override
    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Sempre o endereço público: é um dos registrados no gov.br, letra por letra."""
        return inteiro(reverse("govbr_volta"))

    @override
    def get_access_token_data(self, *partes: Any, **nomeadas: Any) -> Any:
        """A resposta que nem se lê é mais uma que não deixa entrar."""
        try:
            dito = super().get_access_token_data(*partes, **nomeadas)
        except (KeyError, TypeError, ValueError) as erro:
            raise OAuth2Error(NAO_SE_ENTENDE) from erro
        if not isinstance(dito, dict):
            raise OAuth2Error(NAO_SE_ENTENDE)
        return dito

    @override
    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """O nível e a pessoa só se leem do ID token, e só depois de conferida a assinatura."""
        id_token = kwargs["response"].get("id_token")
        if not isinstance(id_token, str):
            raise OAuth2Error("Faltou o ID token.")
        with get_adapter().get_requests_session() as sessao:
            resposta = sessao.get(self.openid_config["jwks_uri"])
            resposta.raise_for_status()
            chaves = resposta.json()
        if not isinstance(chaves, dict):
            raise OAuth2Error("As chaves não são as que se esperam.")
        dito = identidade.conferir(
            id_token,
            chaves=chaves,
            emissor=app.settings["emissor"],
            cliente=app.client_id,
            nonce=self.nonce,
        )
        return self.get_provider().sociallogin_from_response(request, dito)


class GovBr(OpenIDConnectProvider):
    """Entra, ou liga à conta de quem já entrou; o que o endereço pedir a mais não se manda."""

    id = "govbr"
    name = "gov.br"
    oauth2_adapter_class = AdaptadorOAuth
    pkce_enabled_default = True

    @override
    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("govbr_login")

    def get_callback_url(self) -> str:
        return reverse("govbr_volta")

    def get_default_scope(self) -> list[str]:
        return [
            "openid",
            "email",
            "profile",
            "govbr_confiabilidades",
            "govbr_confiabilidades_idtoken",
        ]

    @override
    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Só a volta vem da requisição: nem `?scope=`, nem `?auth_params=`, nem `?process=`."""
        volta = super().get_redirect_from_request_kwargs(request).get("next_url")
        processo = AuthProcess.CONNECT if request.user.is_authenticated else AuthProcess.LOGIN
        return {"process": processo, "next_url": volta}

    @override
    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **_: Any
    ) -> HttpResponse:
        nonce = get_random_string(TAMANHO_DO_NONCE)
        parametros = {**self.get_auth_params(), "nonce": nonce}
        resposta: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=parametros, scope=self.get_scope(), nonce=nonce
        )
        return resposta

    def extract_uid(self, data: dict[str, Any]) -> str:
        return identidade.ler(data).cpf

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Do que veio fica só o nível: o resto é da pessoa, e não se precisa dele."""
        prova = identidade.ler(data).prova
        return {"prova": prova.value if prova else ""}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": identidade.ler(data).nome}

    @override
    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Nenhum: pelo e-mail não se liga conta nenhuma."""
        return []


provider_classes = [GovBr]
