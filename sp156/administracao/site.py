"""O site da administração: a entrada do portal, as telas por grupo e o que pede atenção no alto."""

from __future__ import annotations

from typing import Any, override

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator

from contas.administracao.leituras import (
    MAIS_ACHADAS,
    ProcuraDePessoas,
    serve_de_procura,
    termo_enviado,
)
from referencia.administracao import por_extenso
from sp156.administracao.catalogo import Catalogo
from sp156.administracao.implantacao import implantacao
from sp156.administracao.medidas import medidas
from sp156.administracao.telas import agrupar
from sp156.apps import ler_telas
from sp156.mudancas_de_acesso import acessos


class EscolhaEmJson(AutocompleteJsonView):
    """As opções de um campo que se escolhe procurando, com as suas palavras.

    Por POST: o que se procura pode ser o nome ou o CPF de alguém. A procura de uma pessoa fica registrada.
    """

    http_method_names = ["post"]
    paginate_by = MAIS_ACHADAS
    """O que uma procura mostra de pessoas cabe numa página: é uma leitura só."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """O que a do Django lê do endereço vem no corpo."""
        pedido = request.POST.copy()
        pedido["term"] = termo_enviado(request, "term")
        request.GET = pedido  # type: ignore[assignment]  # os tipos só conhecem o que chegou
        resposta: HttpResponseBase = self.get(request, *args, **kwargs)
        if isinstance(self.model_admin, ProcuraDePessoas) and serve_de_procura(self.term):
            self.model_admin.registrar_procura(request, self.model_admin.get_queryset(request), self.term)
        return resposta

    @override
    def get_queryset(self) -> QuerySet[Any]:
        """De pessoas, só as que se procuram: o campo que se abre não mostra ninguém."""
        achadas: QuerySet[Any] = super().get_queryset()
        de_pessoas = isinstance(self.model_admin, ProcuraDePessoas)
        return achadas.none() if de_pessoas and not serve_de_procura(self.term) else achadas

    @override
    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "text": por_extenso(obj)}


class Administracao(admin.AdminSite):
    """O site da administração. A entrada é a mesma do portal, com limite de tentativas e segundo fator."""

    site_header = "Administração"
    site_title = "SP156"
    index_title = "Administração"

    @override
    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), "medidas": medidas(request)})

    @override
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """As telas que a pessoa vê, agrupadas pelo que se faz nelas, e não pelo aplicativo de cada tabela."""
        return agrupar(super().get_app_list(request), request.user)

    @override
    def app_index(  # type: ignore[override]  # um redirecionamento, e não uma página
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Não há página por aplicativo: os grupos estão todos na inicial."""
        return redirect("admin:index")

    @override
    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]  # idem
        return EscolhaEmJson.as_view(admin_site=self)(request)

    @override
    def get_urls(self) -> list[URLResolver | URLPattern]:
        ler_telas()
        proprias = [
            path("acessos/", self.admin_view(acessos), name="acessos"),
            path("implantacao/", self.admin_view(implantacao), name="implantacao"),
        ]
        return [*proprias, *super().get_urls()]

    @override
    def has_permission(self, request: HttpRequest) -> bool:
        """Pode entrar na administração? Também aqui os papéis só valem com o segundo fator exigido."""
        return super().has_permission(request) and getattr(request.user, "papeis_valem", True)

    @override
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not getattr(request.user, "papeis_valem", True):
            raise PermissionDenied
        entrar: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return entrar

    @override
    def logout(  # type: ignore[override]  # um redirecionamento, e não uma página
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """A saída é uma só: o formulário segue para ela como veio."""
        return redirect("account_logout", preserve_request=True)

    @override
    def password_change(  # type: ignore[override]  # idem
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    @override
    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        catalogo = Catalogo()
        catalogo.setup(request)
        return catalogo.get(request, packages="django.contrib.admin")
