"""Endereços do projeto: cada aplicativo cuida dos seus."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from sp156.saude import saude

ROTAS = [
    ("servicos/", "guia.urls"),
    ("solicitar/", "solicitacoes.urls"),
    ("caixa/", "solicitacoes.urls_caixa"),
    ("", "portal.urls"),
]

urlpatterns = [
    path("saude/", saude, name="saude"),
    path("admin/", admin.site.urls),
    path("conta/", include("allauth.urls")),
    *(path(prefixo, include(modulo)) for prefixo, modulo in ROTAS if find_spec(modulo)),
]
