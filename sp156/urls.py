"""Endereços do projeto: cada aplicativo cuida dos seus."""

from django.contrib import admin
from django.urls import include, path

from sp156 import relatos_csp, saude
from sp156.demonstrar import pessoas

handler500 = "sp156.erros.falha"

urlpatterns = [
    path("saude/", saude.saude, name="saude"),
    path("saude/viva/", saude.viva, name="saude_viva"),
    path("saude/detalhes/", saude.detalhes, name="saude_detalhes"),
    path("csp/", relatos_csp.receber, name="relatos_csp"),
    path("admin/", admin.site.urls),
    path("conta/", include("contas.urls")),
    path("servicos/", include("guia.urls")),
    path("solicitar/", include("solicitacoes.urls")),
    path("caixa/", include("solicitacoes.urls_caixa")),
    path("rotas/", include("solicitacoes.urls_rotas")),
    path("ouvidoria/", include("ouvidoria.urls")),
    path("mesa/", include("ouvidoria.urls_mesa")),
    path("orgao/", include("ouvidoria.urls_orgao")),
    path("sic/", include("esic.urls_sic")),
    path("recursos/", include("esic.urls_recursos")),
    path("cmai/", include("esic.urls_cmai")),
    path("publicacao/", include("esic.urls_publicacao")),
    path("e-sic/", include("esic.urls")),
    path("", include("roteamento.urls")),
    path("demonstracao/", pessoas, name="demonstracao"),
    path("demonstracao/", include("avisos.urls")),
    path("", include("portal.urls")),
]
